using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Monitor.Tests.Support;

namespace Monitor.Tests.Bench;

/// <summary>
/// The ticket desk with years of tickets in it: `./monitor bench tickets [--tickets 100000] [--rate 100] [--seconds 60] [--statements]`. So many tickets a second are opened over
/// HTTP with a token, while others read lists and search; each figure is what its caller waited. A list is one of four, a search what people type. The last
/// option adds what PostgreSQL spent on which statement.
/// </summary>
internal static class TicketsBench
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly string[] Lists = ["limit=50", "limit=50&state=New,Open,Pending", "limit=50&view=unassigned&sort=-priority", "limit=50&team=1&priority=High,Urgent&sort=-changed"];

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (tickets, rate, seconds) = (Number(arguments, "--tickets", 100_000), Number(arguments, "--rate", 100), Number(arguments, "--seconds", 60));
        var data = TestFolders.Create("bench");
        try
        {
            await using var server = await ServerProcess.StartAsync(data, "--no-agent");
            await using var stock = await TicketStock.OpenAsync(data, cancellationToken);
            var started = Stopwatch.GetTimestamp();
            await stock.FillAsync(tickets, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# {tickets} tickets with comments made in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"));
            using var client = new HttpClient { BaseAddress = server.Address };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await stock.TokenAsync(cancellationToken));
            await CompiledCode.AwaitAsync(server.Id, slice => WarmAsync(client, slice, cancellationToken));
            await QuietAsync(client, cancellationToken);
            await ProbeAsync(data, rate, cancellationToken);
            await stock.ForgetSpentAsync(cancellationToken);
            await LoadAsync(client, new CpuMeter(server.Id), new CpuMeter(stock.ProcessId), rate, seconds, cancellationToken);
            if (arguments.Contains("--statements"))
            {
                Console.WriteLine(await stock.SpentAsync(cancellationToken));
            }
        }
        finally
        {
            TestFolders.Delete(data);
        }
    }

    private static async Task WarmAsync(HttpClient client, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (words, started) = (new TicketWords(6), Stopwatch.GetTimestamp());
        for (var i = 0; Stopwatch.GetElapsedTime(started) < duration; i++)
        {
            await CreateAsync(client, words, cancellationToken);
            if (i % 10 == 0)
            {
                await GetAsync(client, ListPath(i / 10), cancellationToken);
                await GetAsync(client, SearchPath(words), cancellationToken);
            }
        }
    }

    /// <summary>Lists and searches with nothing else to do.</summary>
    private static async Task QuietAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var words = new TicketWords(7);
        var (lists, searches) = (new List<double>(), new List<double>());
        for (var i = 0; i < 120; i++)
        {
            lists.Add(await GetAsync(client, ListPath(i), cancellationToken));
            searches.Add(await GetAsync(client, SearchPath(words), cancellationToken));
        }

        Print("tickets.quiet_list", lists);
        Print("tickets.quiet_search", searches);
        foreach (var days in new[] { 30, 365 })
        {
            var reports = new List<double>();
            for (var i = 0; i < 12; i++)
            {
                reports.Add(await GetAsync(client, $"api/v1/tickets/report?days={days}", cancellationToken));
            }

            Print($"tickets.quiet_report_{days}_days", reports[2..]);
        }
    }

    private static async Task LoadAsync(HttpClient client, CpuMeter web, CpuMeter database, int rate, int seconds, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (creates, lists, searches, faults) = (new ConcurrentBag<double>(), new ConcurrentBag<double>(), new ConcurrentBag<double>(), 0);
        var (listWords, searchWords) = (0, new TicketWords(8));
        var reading = new[]
        {
            RepeatAsync(async () => lists.Add(await GetAsync(client, ListPath(listWords++), cancellationToken)), stopping.Token),
            RepeatAsync(async () => searches.Add(await GetAsync(client, SearchPath(searchWords), cancellationToken)), stopping.Token),
        };
        var (webBefore, databaseBefore, started, sending) = (web.Seconds(), database.Seconds(), Stopwatch.GetTimestamp(), new List<Task>());
        for (var i = 0; i < rate * seconds; i++)
        {
            // By the clock, however long the answers take: who waits for the answer measures a server that sets its own pace.
            var wait = TimeSpan.FromSeconds((double)i / rate) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellationToken);
            }

            var words = new TicketWords(100 + i);
            sending.Add(Task.Run(async () =>
            {
                try
                {
                    creates.Add(await CreateAsync(client, words, cancellationToken));
                }
                catch (HttpRequestException)
                {
                    Interlocked.Increment(ref faults);
                }
            }, cancellationToken));
        }

        await Task.WhenAll(sending);
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Benches.Print("tickets.per_second", creates.Count / took, $"tickets opened a second over {took.ToString("0", CultureInfo.InvariantCulture)} s");
        Benches.Print("tickets.refused", faults, "tickets");
        Benches.Print("tickets.web_cpu_ms", (web.Seconds() - webBefore) * 1000 / creates.Count, "ms of CPU of the server for each ticket, with all that was read meanwhile");
        Benches.Print("tickets.database_cpu_ms", (database.Seconds() - databaseBefore) * 1000 / creates.Count, "ms of CPU of PostgreSQL for each ticket, with all that was read meanwhile");
        await stopping.CancelAsync();
        await Task.WhenAll(reading);
        Print("tickets.create", [.. creates]);
        Print("tickets.list", [.. lists]);
        Print("tickets.search", [.. searches]);
    }

    private static async Task RepeatAsync(Func<Task> act, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await act();
            await Task.Delay(Pause, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>The same rate at a server that only writes and flushes, in the same minute.</summary>
    private static async Task ProbeAsync(string data, int rate, CancellationToken cancellationToken)
    {
        await using var bare = await BareProbe.StartAsync(data, cancellationToken);
        using var client = new HttpClient { BaseAddress = bare.Address };
        var times = new List<double>();
        for (var i = 0; i < rate * 3; i++)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsync("/", new ByteArrayContent(new byte[400]), cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(1000 / rate, cancellationToken);
        }

        Print("tickets.probe", times);
    }

    private static async Task<double> CreateAsync(HttpClient client, TicketWords words, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(new { title = words.Title(), description = words.Text(15, 60), priority = "High" });
        await body.LoadIntoBufferAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsync("api/v1/tickets", body, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task<double> GetAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(path, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static string ListPath(int turn) => "api/v1/tickets?" + Lists[turn % Lists.Length];

    private static string SearchPath(TicketWords words) => "api/v1/tickets/search?text=" + Uri.EscapeDataString(words.Search());

    private static void Print(string name, List<double> times)
    {
        times.Sort();
        Benches.Print(name + "_p50_ms", times[times.Count / 2], "ms");
        Benches.Print(name + "_p95_ms", times[times.Count * 95 / 100], "ms");
    }

    private static int Number(string[] arguments, string name, int usual)
    {
        var place = Array.IndexOf(arguments, name);
        return place < 0 ? usual : int.Parse(arguments[place + 1], CultureInfo.InvariantCulture);
    }
}
