namespace Monitor.Domain.Problems.Suppression;

/// <summary>One time that a maintenance window is open: from (inclusive) to (exclusive).</summary>
public readonly record struct Occurrence(DateTimeOffset From, DateTimeOffset To)
{
    public bool Contains(DateTimeOffset at) => From <= at && at < To;
}

/// <summary>When a maintenance window is open. Built once per window, asked often; safe for several threads.</summary>
public sealed class MaintenanceTimes
{
    private readonly MaintenanceWindow _window;
    private readonly TimeZoneInfo _zone;
    private readonly Recurrence? _recurrence;

    /// <summary>What was found last; most questions are about the same moment.</summary>
    private volatile Known? _last;

    /// <summary>A window whose zone is not known on this machine is read as UTC; one whose recurrence cannot be read as once.</summary>
    public MaintenanceTimes(MaintenanceWindow window)
    {
        _window = window;
        _zone = ZonedTime.TryZone(window.Zone) ?? TimeZoneInfo.Utc;
        _recurrence = window.Recurrence is null ? null : RecurrenceText.TryParse(window.Recurrence, out _);
    }

    /// <summary>The occurrences that end after <paramref name="after"/>, in order of their start, with cuts and the cancellation applied.</summary>
    public IEnumerable<Occurrence> After(DateTimeOffset after)
    {
        foreach (var start in Starts(after - _window.Duration))
        {
            if (_window.CancelledAt <= start)
            {
                yield break;
            }

            var one = Cut(new Occurrence(start, start + _window.Duration));
            if (one.To > after && one.To > one.From)
            {
                yield return one;
            }
        }
    }

    /// <summary>The open occurrence at a moment, or null, and when the answer changes next.</summary>
    public (Occurrence? Open, DateTimeOffset Until) At(DateTimeOffset at)
    {
        if (_last is { } last && last.From <= at && at < last.Until)
        {
            return (last.Open, last.Until);
        }

        Occurrence? open = null;
        var until = DateTimeOffset.MaxValue;
        foreach (var one in After(at))
        {
            if (one.From > (open?.To ?? at))
            {
                until = open?.To ?? one.From;
                break;
            }

            // Occurrences that touch or overlap are one.
            open = open is null ? one : new Occurrence(open.Value.From, one.To > open.Value.To ? one.To : open.Value.To);
            until = open.Value.To;
            if (until - at > MaintenanceWindow.Longest)
            {
                break;
            }
        }

        _last = new Known(open?.From ?? at, until, open);
        return (open, until);
    }

    /// <summary>
    /// Whether a cut that was made while the window had other times still says the same by these: it leaves out the occurrence that begins then, or lies in what is over. Any other
    /// would end an occurrence that nobody ended.
    /// </summary>
    public bool IsStillMeant(DateTimeOffset cut, DateTimeOffset now)
    {
        var its = After(cut).TakeWhile(o => o.From <= cut).ToList();
        return its.Exists(o => o.From == cut) || (cut <= now && its.TrueForAll(o => o.To <= now));
    }

    private IEnumerable<DateTimeOffset> Starts(DateTimeOffset from)
    {
        if (_recurrence is null)
        {
            yield return ZonedTime.ToMoment(_window.StartsLocal, _zone);
            yield break;
        }

        // A day earlier: wall clock times near a transition may change their order.
        foreach (var local in _recurrence.StartsFrom(_window.StartsLocal, ZonedTime.ToLocal(from, _zone).AddDays(-1)))
        {
            var start = ZonedTime.ToMoment(local, _zone);
            if (_recurrence.Until is { } until && (until.Kind == DateTimeKind.Utc ? start.UtcDateTime > until : local > until))
            {
                yield break;
            }

            yield return start;
        }
    }

    private Occurrence Cut(Occurrence one)
    {
        var from = one.From > _window.CreatedAt ? one.From : _window.CreatedAt;
        var to = _window.Cuts.Where(one.Contains).Append(_window.CancelledAt ?? one.To).Append(one.To).Min();
        return new Occurrence(from, to);
    }

    private sealed record Known(DateTimeOffset From, DateTimeOffset Until, Occurrence? Open);
}
