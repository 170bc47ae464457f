using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Web.Tickets.Service;

/// <summary>The policies as they are in this transaction, each with the hours of its calendar. They are few and read anew each time, so no node is behind.</summary>
internal sealed class SlaShelf
{
    private const int TextsKept = 500;

    private static readonly ConcurrentDictionary<(string Zone, string Hours, string Holidays), ServiceHours> Read = new();

    private readonly Dictionary<int, ServiceHours> _hours;

    private SlaShelf(IReadOnlyList<SlaPolicy> policies, Dictionary<int, ServiceHours> hours) => (Policies, _hours) = (policies, hours);

    public IReadOnlyList<SlaPolicy> Policies { get; }

    public bool HasEnabled => Policies.Any(p => p.IsEnabled);

    public static async Task<SlaShelf> ReadAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var rows = await db.SlaPolicies.AsNoTracking()
            .Join(db.ServiceCalendars.AsNoTracking(), p => p.CalendarId, c => c.Id, (p, c) => new { Policy = p, Calendar = c }).ToListAsync(cancellationToken);
        return new SlaShelf([.. rows.Select(r => r.Policy)], rows.ToDictionary(r => r.Policy.Id, r => HoursOf(r.Calendar)));
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
