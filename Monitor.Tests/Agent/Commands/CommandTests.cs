using System.Text;
using Monitor.Agent.Commands;
using Monitor.Agent.Local;
using Monitor.Agent.Watch.Handed;

namespace Monitor.Tests.Agent.Commands;

public sealed class CommandTests : IDisposable
{
    private readonly AgentFolder _folder = new();

    [Fact]
    public async Task Enrol_checks_the_connection_keeps_the_key_for_its_owner_alone_and_prints_the_next_command()
    {
        await using var sink = await AgentSink.StartAsync();
        var (code, output, error) = await CallAsync("", "enroll", "--server", sink.Address.ToString(), "--token", AgentFolder.Token, "--name", "web-1", "--data", _folder.Path);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"run --data {_folder.Path}", output, StringComparison.Ordinal);
        Assert.DoesNotContain(AgentFolder.Key, output, StringComparison.Ordinal);
        Assert.DoesNotContain(AgentFolder.Token, output, StringComparison.Ordinal);
        Assert.Equal(["Bearer " + AgentFolder.Token], sink.Authorizations);
        var settings = AgentSettings.Load(_folder.Path);
        Assert.Equal((7, "web-1", AgentFolder.Key), (settings.HostId, settings.Name, settings.Keys.Single()));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.In("agent.json")));
        }
    }

    [Fact]
    public async Task Enrol_asks_at_a_terminal_for_what_is_missing()
    {
        await using var sink = await AgentSink.StartAsync();
        var (code, output, _) = await CallAsync($"{sink.Address}\n{AgentFolder.Token}\nmy-host\n", canAsk: true, "enroll", "--data", _folder.Path);
        Assert.Equal(0, code);
        Assert.Contains("Enrolled as my-host", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--server is missing", "enroll")]
    [InlineData("use https", "enroll", "--server", "http://192.0.2.1")]
    [InlineData("not an enrolment token", "enroll", "--server", "https://localhost:1", "--token", "secret-value")]
    [InlineData("No connection to https://localhost:1/", "enroll", "--server", "https://localhost:1", "--token", AgentFolder.Token)]
    [InlineData("no option --insecure", "run", "--insecure")]
    [InlineData("not enrolled", "run")]
    [InlineData("not enrolled", "status")]
    [InlineData("needs a value", "run", "--interval")]
    public async Task A_call_that_cannot_work_says_what_to_do_and_repeats_no_secret(string says, params string[] arguments)
    {
        var (code, output, error) = await CallAsync("", [.. arguments, .. arguments[^1] == "--interval" ? [] : new[] { "--data", _folder.Path }]);
        Assert.NotEqual(0, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-value", output + error, StringComparison.Ordinal);
        Assert.DoesNotContain(AgentFolder.Token, output + error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("61")]
    [InlineData("x")]
    public async Task An_interval_is_1_to_60_seconds(string interval)
    {
        AgentFolder.Settings(new Uri("http://localhost:1")).Save(_folder.Path);
        var (code, _, error) = await CallAsync("", "run", "--data", _folder.Path, "--interval", interval);
        Assert.Equal((2, "--interval is 1 to 60 whole seconds\n"), (code, error));
    }

    [Fact]
    public void Without_an_interval_in_its_file_the_agent_measures_every_2_seconds()
    {
        AgentFolder.Settings(new Uri("http://localhost:1")).Save(_folder.Path);
        Assert.DoesNotContain("interval", File.ReadAllText(_folder.In("agent.json")), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(TimeSpan.FromSeconds(2), RunCommand.Interval(null, AgentSettings.Load(_folder.Path)));
        (AgentSettings.Load(_folder.Path) with { IntervalSeconds = 7 }).Save(_folder.Path);
        Assert.Equal(TimeSpan.FromSeconds(7), RunCommand.Interval(null, AgentSettings.Load(_folder.Path)));
        Assert.Equal(TimeSpan.FromSeconds(3), RunCommand.Interval("3", AgentSettings.Load(_folder.Path)));
    }

    [Fact]
    public async Task A_second_agent_on_the_same_data_says_so_and_ends_with_3()
    {
        AgentFolder.Settings(new Uri("http://localhost:1")).Save(_folder.Path);
        using var first = new FileStream(_folder.In("agent.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var (code, _, error) = await CallAsync("", "run", "--data", _folder.Path);
        Assert.Equal(3, code);
        Assert.Contains("Another agent already runs", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_09_A_new_key_comes_from_the_input_and_the_old_one_stays_second()
    {
        AgentFolder.Settings(new Uri("http://localhost:1")).Save(_folder.Path);
        var (code, output, _) = await CallAsync(AgentFolder.OtherKey + "\n", "token", "--data", _folder.Path);
        Assert.Equal(0, code);
        Assert.DoesNotContain(AgentFolder.OtherKey, output, StringComparison.Ordinal);
        Assert.Equal([AgentFolder.OtherKey, AgentFolder.Key], AgentSettings.Load(_folder.Path).Keys);

        // A third before the second was tried: the one that works is not the one to go.
        const string third = "mka_13_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
        Assert.Equal(0, (await CallAsync(third + "\n", "token", "--data", _folder.Path)).Code);
        Assert.Equal([third, AgentFolder.OtherKey, AgentFolder.Key], AgentSettings.Load(_folder.Path).Keys);
        var (again, _, error) = await CallAsync("rubbish\n", "token", "--data", _folder.Path);
        Assert.Equal(2, again);
        Assert.DoesNotContain("rubbish", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_spool_last_answer_and_last_problem_and_no_key()
    {
        AgentFolder.Settings(new Uri("http://localhost:1")).Save(_folder.Path);
        new AgentStatus { SpoolRecords = 12, SpoolBytes = 3456, LastStatus = 503, LastAnswer = DateTimeOffset.UnixEpoch, LastProblem = "busy" }.Save(_folder.Path);
        var (code, output, _) = await CallAsync("", "status", "--data", _folder.Path);
        Assert.Equal(0, code);
        Assert.Contains("12 records, 3456 bytes", output, StringComparison.Ordinal);
        Assert.Contains("503 at 1970-01-01 00:00:00Z", output, StringComparison.Ordinal);
        Assert.Contains("busy", output, StringComparison.Ordinal);
        Assert.Contains("not running", output, StringComparison.Ordinal);
        Assert.DoesNotContain("mka_", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_waits_for_the_agent_as_one_plain_line_and_its_folder_is_for_the_agents_user_alone()
    {
        AgentFolder.Settings(new Uri("http://localhost:1")).Save(_folder.Path);
        OwnFiles.CreateFolder(EventBox.FolderOf(_folder.Path));
        var (code, output, _) = await CallAsync("", "event", "deploy", "shop 4.2\n\u202e<b>", "--data", _folder.Path);
        Assert.Equal((0, "Kept: the agent does not run now, and tells it when it starts.\n"), (code, output));
        using (new FileStream(_folder.In("agent.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Contains("Handed on: the agent of web-1", (await CallAsync("", "event", "--data", _folder.Path, "note", new string('n', 900))).Output, StringComparison.Ordinal);
        }

        var kept = EventBox.Waiting(EventBox.FolderOf(_folder.Path)).Select(path => HandedEvent.TryRead(File.ReadAllBytes(path))!).ToList();
        Assert.Equal(["deploy shop 4.2 <b>", $"note {new string('n', HandedEvent.MostLength - 1)}…"], kept.Select(e => $"{e.Kind} {e.Text}"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(EventBox.FolderOf(_folder.Path)));
        }
    }

    [Theory]
    [InlineData("a kind and a text", "event")]
    [InlineData("a kind and a text", "event", "deploy")]
    [InlineData("a kind and a text", "event", "deploy", "shop", "4.2")]
    [InlineData("use deploy, config, maintenance, note", "event", "agent.started", "x")]
    [InlineData("The text is empty", "event", "deploy", " ")]
    [InlineData("not enrolled", "event", "deploy", "shop 4.2")]
    public async Task An_event_that_cannot_be_taken_says_what_to_do(string says, params string[] arguments)
    {
        var (code, _, error) = await CallAsync("", [.. arguments, "--data", _folder.Path]);
        Assert.NotEqual(0, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_for_an_agent_that_never_ran_or_takes_none_are_refused()
    {
        AgentFolder.Settings(new Uri("http://localhost:1")).Save(_folder.Path);
        Assert.Contains("No agent has run", (await CallAsync("", "event", "deploy", "x", "--data", _folder.Path)).Error, StringComparison.Ordinal);
        OwnFiles.CreateFolder(EventBox.FolderOf(_folder.Path));
        foreach (var i in Enumerable.Range(0, EventBox.Most))
        {
            File.WriteAllText(Path.Combine(EventBox.FolderOf(_folder.Path), $"{i}.json"), "{}");
        }

        Assert.Contains("200 events wait", (await CallAsync("", "event", "deploy", "x", "--data", _folder.Path)).Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<(int Code, string Output, string Error)> CallAsync(string input, params string[] arguments) => CallAsync(input, false, arguments);

    private static async Task<(int Code, string Output, string Error)> CallAsync(string input, bool canAsk, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var log = new MemoryStream();
        var code = await AgentCommands.RunAsync(arguments, new CommandConsole(new StringReader(input), output, error, log, canAsk));
        return (code, output + Encoding.UTF8.GetString(log.ToArray()), error.ToString());
    }
}
