using System.Globalization;
using Monitor.Agent.Local;

namespace Monitor.Agent.Commands;

/// <summary>Shows what the running agent last wrote of itself.</summary>
internal static class StatusCommand
{
    public static async Task<int> RunAsync(CommandLine line, CommandConsole console)
    {
        var folder = line.OwnFolder;
        var settings = AgentSettings.Load(folder);
        await console.Out.WriteLineAsync($"host          {settings.Name} (id {settings.HostId})");
        await console.Out.WriteLineAsync($"server        {settings.Server}{(settings.Pin is null ? "" : " (pinned certificate)")}");
        await console.Out.WriteLineAsync($"keys          {settings.Keys.Count}{(settings.Keys.Count > 1 ? " (being changed)" : "")}");
        if (AgentStatus.TryLoad(folder) is not { } status)
        {
            await console.Out.WriteLineAsync($"state         has not run yet: start it with 'run --data {folder}'");
            return 0;
        }

        await console.Out.WriteLineAsync($"state         {(IsRunning(folder) ? "running" : "not running")}, written {Time(status.Written)}, {status.Series} series");
        await console.Out.WriteLineAsync(
            $"spool         {status.SpoolRecords} records, {status.SpoolBytes} bytes, {status.SpoolDropped} dropped, {status.SpoolDamaged} damaged, {status.DeadLetterCount} dead letters");
        if (status.SpoolProblem is { } problem)
        {
            await console.Out.WriteLineAsync($"spool trouble in memory only: {problem}");
        }

        await console.Out.WriteLineAsync($"logs          {status.Logs ?? "not looked at yet"}, {status.LogEntries} entries since the start");
        await console.Out.WriteLineAsync($"actions       {status.Actions ?? "not looked at yet"}");
        await console.Out.WriteLineAsync($"last answer   {(status.LastAnswer is { } at ? $"{status.LastStatus} at {Time(at)}" : "none yet")}");
        await console.Out.WriteLineAsync($"last problem  {status.LastProblem ?? "none"}");
        await console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"clock skew    {status.SkewSeconds} s"));
        return 0;
    }

    internal static bool IsRunning(string folder)
    {
        try
        {
            using var file = new FileStream(Path.Combine(folder, "agent.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
