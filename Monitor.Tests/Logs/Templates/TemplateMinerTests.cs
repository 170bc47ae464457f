using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Templates;

namespace Monitor.Tests.Logs.Templates;

public sealed class TemplateMinerTests
{
    [Theory]
    [InlineData("Failed password for root from 10.0.0.1 port 4022 ssh2", "Failed password for root from <*> port <*>")]
    [InlineData("Started foo@3.service - Session 12 of User jo.", "Started <*> - Session <*> of User jo.")]
    [InlineData("open(\"/etc/a b\"): \"no such\" file", "<*>): <*> file")]
    [InlineData("user=root uid=0 read/write don't", "user=<*> uid=<*> read/write don't")]
    [InlineData("took 12 ms, 14 rows, 3%", "took <*> ms, <*> rows, <*>")]
    [InlineData("duration: 0.1 ms  statement: SELECT a FROM b", "duration: <*> ms statement: <*>")]
    [InlineData("from <jo@example.org> list [a] -> b #12", "from <*> list [a] -> b #<*>")]
    [InlineData("sshd[412]: worker(3) left", "sshd[<*>]: worker(<*>) left")]
    public void Values_are_wildcards_and_words_stay(string text, string pattern) => Assert.Equal(pattern, new TemplateMiner().Mine("p", text).Pattern);

    [Fact]
    public void A_word_with_few_values_makes_forms_of_their_own_and_one_with_many_is_a_value()
    {
        var miner = new TemplateMiner();
        Assert.NotSame(miner.Mine("p", "connection opened").Now, miner.Mine("p", "connection closed").Now);
        var logins = (from name in (string[])["ann", "ben", "cleo", "dan", "eve", "fay"] select miner.Mine("p", $"login of {name} accepted")).ToList();
        Assert.Equal("login of <*> accepted", Assert.Single(logins.Select(l => l.Now).Distinct()).Pattern);
        Assert.Equal(3, miner.Templates.Count());
    }

    [Fact]
    public void Arguments_of_any_length_make_one_form_with_an_open_end()
    {
        var miner = new TemplateMiner();
        var commands = from args in (string[])["status", "log -a", "add now here", "show -q", "fetch all of it", "gc", "push there", "pull", "tag one"] select miner.Mine("p", $"running the tool {args}");
        Assert.Equal("running the tool …", Assert.Single(commands.ToList().Select(c => c.Now).Distinct()).Pattern);
        Assert.Equal("running the tool …", miner.Mine("p", "running the tool with something else").Pattern);
    }

    [Fact]
    public void A_line_that_ends_with_the_sign_of_an_open_end_has_none_also_after_a_restart()
    {
        var (miner, restarted) = (new TemplateMiner(), new TemplateMiner());
        foreach (var line in (string[])["now loading …", "…", "… …"])
        {
            restarted.Restore("p", miner.Mine("p", line).Pattern);
        }

        foreach (var one in new[] { miner, restarted })
        {
            Assert.Equal("now loading…", one.Mine("p", "now loading …").Pattern);
            Assert.Equal("now loading the other parts", one.Mine("p", "now loading the other parts").Pattern);
        }

        Assert.Equal(miner.Templates.Select(t => t.Pattern).Order(), restarted.Templates.Select(t => t.Pattern).Order());
    }

    [Fact]
    public void The_same_lines_give_the_same_forms_and_a_restart_goes_on_with_them()
    {
        var lines = HostileWords(2000).ToList();
        var (whole, again) = (new TemplateMiner(), new TemplateMiner());
        lines.ForEach(l => whole.Mine("p", l));
        lines.ForEach(l => again.Mine("p", l));
        Assert.Equal(whole.Templates.Select(t => t.Pattern), again.Templates.Select(t => t.Pattern));
        var restarted = new TemplateMiner();
        foreach (var template in whole.Templates)
        {
            restarted.Restore(template.Program, template.Pattern);
        }

        Assert.Equal(whole.Templates.Select(t => t.Pattern).Order(), restarted.Templates.Select(t => t.Pattern).Order());
        foreach (var line in lines)
        {
            Assert.Equal(whole.Mine("p", line).Now.Pattern, restarted.Mine("p", line).Now.Pattern);
        }
    }

    [Fact]
    public void Attack_lines_that_are_all_different_make_no_more_forms_than_the_bound()
    {
        var miner = new TemplateMiner(mostForms: 50, mostPrograms: 3);
        var random = new Random(1);
        for (var i = 0; i < 5000; i++)
        {
            miner.Mine($"p{random.Next(10)}", string.Join(' ', Enumerable.Range(0, random.Next(1, 30)).Select(_ => Word(random))));
        }

        Assert.InRange(miner.Templates.Count(), 3, 3 * 51 + 2);
        Assert.InRange(miner.Leaves, 3, miner.Templates.Count());
        Assert.All(miner.Templates, t => Assert.InRange(t.Pattern.Length, 1, 800));
    }

    [Fact]
    public void Where_there_is_no_room_for_a_further_program_those_that_are_longest_unused_make_it()
    {
        var miner = new TemplateMiner(mostPrograms: 20);
        Assert.Empty(miner.MakeRoom());
        foreach (var program in Enumerable.Range(0, 20))
        {
            miner.Mine($"p{program}", "one line");
        }

        miner.Mine("p0", "one line");
        Assert.Equal("other", miner.Mine("new", "one line").Program);
        Assert.Equal(["p1", "p2"], miner.MakeRoom().Order());
        Assert.Equal("new", miner.Mine("new", "one line").Program);
        Assert.DoesNotContain(miner.Templates, t => t.Program is "p1" or "p2");
    }

    [Theory]
    [InlineData("Nov 28 10:00:01 web sshd[412]: Failed password", "sshd", "Failed password")]
    [InlineData("2026-11-28T10:00:01.123456+00:00 web kernel: oops", "kernel", "oops")]
    [InlineData("2026-11-28 10:00:01,123 ERROR it broke", "", "ERROR it broke")]
    [InlineData("[2026-11-28 10:00:01] it: broke", "", "it: broke")]
    [InlineData("No head: here 10:00:01", "", "No head: here 10:00:01")]
    public void The_head_that_a_file_puts_before_the_message_is_skipped(string text, string program, string message)
    {
        Assert.Equal(message, LogHead.Skip(text, out var named).ToString());
        Assert.Equal(program, named);
    }

    [Theory]
    [InlineData("2026-11-28 10:00:00 ERROR it broke", LogSeverity.Error)]
    [InlineData("[warn] slow", LogSeverity.Warning)]
    [InlineData("fail: Server[1]", LogSeverity.Error)]
    [InlineData("time=1 level=info msg=\"error page shown\"", LogSeverity.Info)]
    [InlineData("""{"time":1,"severity":"CRITICAL","x":1}""", LogSeverity.Critical)]
    [InlineData("FATAL:  password authentication failed", LogSeverity.Critical)]
    [InlineData("there was an error in the middle", null)]
    [InlineData("no alert: information desk", null)]
    public void The_level_is_what_stands_as_a_level(string text, LogSeverity? level) => Assert.Equal(level, LogLevelGuess.Of(text));

    private static IEnumerable<string> HostileWords(int count)
    {
        var random = new Random(7);
        string[] starts = ["session opened for", "cannot read the", "worker left", "running the tool now", "queue of"];
        for (var i = 0; i < count; i++)
        {
            yield return $"{starts[random.Next(starts.Length)]} {string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Word(random)))} {random.Next(100)}";
        }
    }

    private static string Word(Random random) => new([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => (char)('a' + random.Next(26)))]);
}
