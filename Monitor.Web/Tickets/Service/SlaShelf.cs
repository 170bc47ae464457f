using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Web.Tickets.Service;

/// <summary>The policies, each with the hours of its calendar and its steps.</summary>
internal sealed class SlaShelf
{
    private const int TextsKept = 500;

    private static readonly ConcurrentDictionary<(string Zone, string Hours, string Holidays), ServiceHours> Read = new();

    private static readonly SetupShelf<SlaShelf> Standing = new(ReadAsync);

    private readonly Dictionary<int, ServiceHours> _hours;

    private SlaShelf(IReadOnlyList<SlaPolicy> policies, Dictionary<int, ServiceHours> hours, ILookup<int, EscalationStep> steps) =>
        (Policies, _hours, Steps) = (policies, hours, steps);

    public IReadOnlyList<SlaPolicy> Policies { get; }

    /// <summary>By policy.</summary>
    public ILookup<int, EscalationStep> Steps { get; }

    public bool HasEnabled => Policies.Any(p => p.IsEnabled);

    /// <summary>As they are when the operation first asks for what is set up: for changes of tickets, not of policies.</summary>
    public static Task<SlaShelf> StandingAsync(MonitorDb db, CancellationToken cancellationToken) => Standing.ReadAsync(db, cancellationToken);

    /// <summary>As they are now in this transaction.</summary>
    public static async Task<SlaShelf> ReadAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var rows = await db.SlaPolicies.AsNoTracking()
            .Join(db.ServiceCalendars.AsNoTracking(), p => p.CalendarId, c => c.Id, (p, c) => new { Policy = p, Calendar = c }).ToListAsync(cancellationToken);
        var steps = rows.Count == 0 ? [] : await db.EscalationSteps.AsNoTracking().ToListAsync(cancellationToken);
        return new SlaShelf([.. rows.Select(r => r.Policy)], rows.ToDictionary(r => r.Policy.Id, r => HoursOf(r.Calendar)), steps.ToLookup(s => s.PolicyId));
    }

    public static ServiceHours HoursOf(ServiceCalendar calendar)
    {
        if (Read.Count >= TextsKept)
        {
            Read.Clear();
        }

        return Read.GetOrAdd((calendar.Zone, calendar.Hours, calendar.Holidays), _ => ServiceHoursText.Stored(calendar));
    }

    public ServiceHours Hours(int policyId) => _hours.GetValueOrDefault(policyId, ServiceHours.Always);

    public SlaTerms Terms(SlaPolicy policy, IReadOnlyList<EscalationStep> steps) => SlaTerms.Of(policy, Hours(policy.Id), steps);
}
