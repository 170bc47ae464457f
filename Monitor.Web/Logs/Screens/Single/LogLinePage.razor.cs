using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Screens.Single;

/// <summary>One line, what was found in it, and what its host wrote before and after it.</summary>
public sealed partial class LogLinePage(LogDesk desk) : ActorComponent
{
    private const int AtFirst = 8;
    private const int Step = 20;
    private const int Most = 120;
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(15);

    private (int HostId, string At)? _shown;
    private IReadOnlyList<LogRow> _rows = [];
    private LogRow? _line;
    private int _before = AtFirst;
    private int _after = AtFirst;
    private bool _hasEarlier;
    private bool _hasLater;
    private bool _missing;

    [Parameter]
    public int HostId { get; set; }

    [Parameter]
    public required string At { get; set; }

    private ShownWindow Moment => ShownWindow.Fixed(_line!.Time - Around, _line.Time + Around, LogSearch.UsualRange);

    private LogSearch LogsOf => LogSearch.Everything with { HostIds = [HostId] };

    private string Charts => $"/hosts/{HostId}?from={ShownWindow.Milliseconds(_line!.Time - Around)}&to={ShownWindow.Milliseconds(_line.Time + Around)}";

    protected override Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive || _shown == (HostId, At))
        {
            return Task.CompletedTask;
        }

        // Another line: nothing of the one before is shown under its address.
        (_shown, _rows, _line, _missing, _before, _after) = ((HostId, At), [], null, false, AtFirst, AtFirst);
        return ReadAsync();
    }

    private Task ReadAsync() => LoadAsync(Permissions.LogsRead, async actor =>
    {
        var wanted = (HostId, At, _before, _after);
        var rows = LogPlaces.Read(At) is { } place ? await desk.AroundAsync(actor, HostId, place, _before, _after, Gone) : null;
        if (wanted != (HostId, At, _before, _after))
        {
            // Something else was asked for meanwhile.
            return;
        }

        _rows = rows ?? [];
        _line = _rows.FirstOrDefault(r => LogPlaces.Text(r.Place) == At);
        _missing = _line is null;
        if (_line is not null)
        {
            var index = _rows.ToList().IndexOf(_line);
            (_hasEarlier, _hasLater) = (index >= _before, _rows.Count - 1 - index >= _after);
        }
    });

    private Task EarlierAsync()
    {
        _before = Math.Min(Most, _before + Step);
        return ReadAsync();
    }

    private Task LaterAsync()
    {
        _after = Math.Min(Most, _after + Step);
        return ReadAsync();
    }
}
