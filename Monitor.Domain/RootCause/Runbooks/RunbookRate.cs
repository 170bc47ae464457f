namespace Monitor.Domain.RootCause.Runbooks;

/// <summary>A run of the runbook that began, on which host, of which group. Dry runs are none.</summary>
public readonly record struct StartedRun(int HostId, int GroupId, DateTimeOffset At);

/// <summary>How often a runbook may run: on a host, in its group, and in all, within its window.</summary>
public static class RunbookRate
{
    /// <summary>Why it may not begin now, with when it may again; null where it may.</summary>
    public static string? Refusal(RunbookDefinition runbook, IReadOnlyList<StartedRun> started, int hostId, int groupId, DateTimeOffset now)
    {
        var window = TimeSpan.FromMinutes(runbook.WindowMinutes);
        var recent = started.Where(s => s.At > now - window).ToList();
        return Over(recent.Where(s => s.HostId == hostId), runbook.MostPerHost, "on this host")
            ?? Over(recent.Where(s => s.GroupId == groupId), runbook.MostPerGroup, "on hosts of this group")
            ?? Over(recent, runbook.MostInAll, "in all");

        string? Over(IEnumerable<StartedRun> runs, int most, string where)
        {
            var times = runs.Select(r => r.At).OrderDescending().ToList();
            return times.Count < most ? null
                : FormattableString.Invariant($"It ran {times.Count} {(times.Count == 1 ? "time" : "times")} {where} within {runbook.WindowMinutes} min, which is the most it may. It may again at {times[most - 1] + window:yyyy-MM-dd HH:mm} UTC.");
        }
    }
}
