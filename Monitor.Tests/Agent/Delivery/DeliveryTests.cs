using Monitor.Agent.Delivery;
using Monitor.Agent.Local;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;

namespace Monitor.Tests.Agent.Delivery;

public sealed class DeliveryTests : IDisposable
{
    private readonly AgentFolder _folder = new();

    [Fact]
    public async Task Fault_02_A_batch_whose_answer_was_lost_is_sent_again_under_its_number_and_counts_once()
    {
        var drops = 3;
        await using var sink = await AgentSink.StartAsync(_ => new SinkReply(200, DropAfterCommit: drops-- > 0));
        using var stand = new SendingStand(_folder, sink.Address);
        var entry = stand.Put(0, withEvent: "agent.started");
        await stand.RunUntilAsync(sink, () => sink.Received.Count >= 4);

        Assert.All(sink.Received, b => Assert.Equal(entry.Seq, b.Seq));
        Assert.Equal([SendingStand.FirstTime], sink.Ticks.Keys);
        Assert.Single(sink.Events);
    }

    [Fact]
    public async Task What_the_server_says_of_when_to_come_counts_for_what_was_sent_at_once_alone()
    {
        await using var sink = await AgentSink.StartAsync();
        sink.Shift = 20;
        using var stand = new SendingStand(_folder, sink.Address);
        var moves = new List<int>();
        stand.Sender.Moved = moves.Add;
        stand.Put(0);
        stand.Put(1);
        Assert.True(await stand.Sender.SendNextAsync(default));
        Assert.Equal((2, 0), (sink.Ticks.Count, moves.Count));

        var now = TimeProvider.System.GetTimestamp();
        stand.Sender.Offer(stand.Put(2), begunAt: now + (60 * TimeProvider.System.TimestampFrequency));
        Assert.True(await stand.Sender.SendNextAsync(default));
        Assert.Equal([20], moves);

        // Longer ago than a tick may be that says when ticks are taken.
        stand.Sender.Offer(stand.Put(3), begunAt: now - TimeProvider.System.TimestampFrequency);
        Assert.True(await stand.Sender.SendNextAsync(default));
        Assert.Equal((4, 1), (sink.Ticks.Count, moves.Count));
    }

    [Fact]
    public async Task Fault_02_After_a_kill_before_the_answer_the_same_number_is_sent_by_the_next_process()
    {
        await using var sink = await AgentSink.StartAsync(b => new SinkReply(200, DropAfterCommit: b.Seq > 0 && Interlocked.Increment(ref _calls) == 1));
        long seq;
        using (var killed = new SendingStand(_folder, sink.Address))
        {
            seq = killed.Put(0, withEvent: "agent.started").Seq;
            await killed.Sender.SendNextAsync(default);
        }

        using var next = new SendingStand(_folder, sink.Address);
        next.Put(1);
        await next.RunUntilAsync(sink, () => sink.Ticks.Count == 2 && sink.Received.Count(b => b.Seq == seq) == 2);
        Assert.Single(sink.Events);
        Assert.Equal([0.0, 1.0], sink.Ticks.Values.Select(v => v.Single()));
    }

    [Fact]
    public async Task Fault_10_One_poison_record_among_a_thousand_is_put_aside_and_the_others_arrive()
    {
        await using var sink = await AgentSink.StartAsync(b => new SinkReply(b.Ticks!.Any(t => t.V[0] == 500) ? 400 : 200));
        using var stand = new SendingStand(_folder, sink.Address);
        for (var i = 0; i < 1000; i++)
        {
            stand.Put(i);
        }

        await stand.RunUntilAsync(sink, () => sink.Ticks.Count == 999);
        Assert.Equal(Enumerable.Range(0, 1000).Where(i => i != 500).Select(i => (double?)i), sink.Ticks.Values.Select(v => v.Single()));
        Assert.Equal(1, stand.DeadLetters.Count);
        var letter = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(_folder.In("dead-letter"), "*.json")));
        Assert.Contains("\"v\":[500]", letter, StringComparison.Ordinal);
        Assert.DoesNotContain(AgentFolder.Key, letter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_11_A_batch_that_is_too_large_is_halved_down_to_one_and_then_put_aside()
    {
        await using var sink = await AgentSink.StartAsync(b => new SinkReply(b.Count > 3 || b.Ticks!.Any(t => t.V[0] == 7) ? 413 : 200));
        using var stand = new SendingStand(_folder, sink.Address);
        for (var i = 0; i < 50; i++)
        {
            stand.Put(i);
        }

        await stand.RunUntilAsync(sink, () => sink.Ticks.Count == 49 && stand.DeadLetters.Count == 1);
        Assert.DoesNotContain(SendingStand.FirstTime + 7, sink.Ticks.Keys);
    }

    [Fact]
    public async Task The_dead_letter_folder_is_bounded_and_keeps_the_newest()
    {
        var letters = new DeadLetters(_folder.In("dead-letter"), mostFiles: 3);
        for (var seq = 1; seq <= 10; seq++)
        {
            letters.Add(seq, "never", "{}"u8);
        }

        var kept = Directory.GetFiles(_folder.In("dead-letter")).Select(Path.GetFileName).Order().ToArray();
        Assert.Equal(6, kept.Length);
        Assert.StartsWith("0000000000000000008", kept[0], StringComparison.Ordinal);
        Assert.Equal("never\n", await File.ReadAllTextAsync(_folder.In("dead-letter", "0000000000000000010.reason")));
    }

    [Fact]
    public async Task The_newest_record_overtakes_the_backlog_which_drains_oldest_first_in_shared_batches()
    {
        await using var sink = await AgentSink.StartAsync();
        using var stand = new SendingStand(_folder, sink.Address);
        for (var i = 0; i < 250; i++)
        {
            stand.Put(i);
        }

        stand.Sender.Offer(stand.Put(250));
        Assert.True(await stand.Sender.SendNextAsync(default));
        while (stand.Spool.Pending > 0)
        {
            await stand.Sender.SendNextAsync(default);
        }

        Assert.Equal([1, 100, 100, 50], sink.Received.Select(b => b.Count));
        Assert.Equal(SendingStand.FirstTime + 250, sink.Received[0].Ticks![0].T);
        Assert.Equal(SendingStand.FirstTime, sink.Received[1].Ticks![0].T);
        Assert.Equal(251, sink.Ticks.Count);
        Assert.Equal(4, sink.Received.Select(b => b.Seq).Distinct().Count());
    }

    [Fact]
    public async Task A_schema_that_the_server_lacks_is_sent_with_the_same_number()
    {
        await using var sink = await AgentSink.StartAsync();
        using var stand = new SendingStand(_folder, sink.Address);
        stand.Sender.Offer(stand.Put(0));
        await stand.Sender.SendNextAsync(default);
        stand.Sender.Offer(stand.Put(1));
        await stand.Sender.SendNextAsync(default);
        sink.ForgetSchemas();
        var entry = stand.Put(2);
        stand.Sender.Offer(entry);
        await stand.Sender.SendNextAsync(default);

        Assert.Equal([true, false, false, true], sink.Received.Select(b => b.Schemas is { Count: 1 }));
        Assert.Equal([entry.Seq, entry.Seq], sink.Received.Skip(2).Select(b => b.Seq));
        Assert.Equal(3, sink.Ticks.Count);
        Assert.Equal(0, stand.Spool.Pending);
    }

    [Fact]
    public async Task A_backlog_of_more_schemas_than_the_server_keeps_is_delivered_in_smaller_groups()
    {
        await using var sink = await AgentSink.StartAsync();
        sink.MostSchemas = 8;
        using var stand = new SendingStand(_folder, sink.Address);
        for (var i = 0; i < 40; i++)
        {
            WireSeries[] series = [new("load.1m", [new("round", $"{i}")])];
            stand.Schemas.Keep(SchemaId.Of(series), series);
            stand.Put(i, schema: SchemaId.Of(series));
        }

        for (var sending = 0; stand.Spool.Pending > 0 && sending < 10; sending++)
        {
            await stand.Sender.SendNextAsync(default);
        }

        Assert.Equal(0, stand.Spool.Pending);
        Assert.Equal(40, sink.Ticks.Count);
        Assert.Empty(Directory.Exists(_folder.In("dead-letter")) ? Directory.GetFiles(_folder.In("dead-letter")) : []);
    }

    [Fact]
    public async Task What_should_never_go_wrong_in_sending_does_not_end_it()
    {
        var thrown = 0;
        await using var sink = await AgentSink.StartAsync();
        using var stand = new SendingStand(_folder, sink.Address);
        sink.Commands = [new WireCommand(Guid.NewGuid(), "restart-print", null, false, 0, "")];
        stand.Commanded = _ =>
        {
            if (Interlocked.Increment(ref thrown) <= 2)
            {
                throw new InvalidOperationException("A broken order");
            }
        };
        stand.Put(0);
        await stand.RunUntilAsync(() => Eventually.True(() => stand.Spool.Pending == 0));
        Assert.Equal(3, thrown);
        Assert.Contains("everything is kept", _folder.LogText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_of_an_earlier_process_is_found_beside_the_spool()
    {
        await using var sink = await AgentSink.StartAsync();
        using (var before = new SendingStand(_folder, sink.Address))
        {
            before.Put(0);
        }

        var schemas = new SchemaStore(_folder.In("spool", "schemas"));
        Assert.NotNull(schemas.Find(SendingStand.Schema));
        Assert.Null(schemas.Find("../../agent"));
        Assert.Null(schemas.Find("0123456789abcdef"));
    }

    [Fact]
    public async Task Fault_09_While_keys_are_changed_either_serves_and_the_old_one_is_forgotten_when_the_new_one_works()
    {
        await using var sink = await AgentSink.StartAsync();
        sink.GoodKeys.Add(AgentFolder.Key);
        using var stand = new SendingStand(_folder, sink.Address, null, null, AgentFolder.OtherKey, AgentFolder.Key);
        stand.Put(0);
        await stand.Sender.SendNextAsync(default);
        Assert.Single(sink.Ticks);
        Assert.Equal(["Bearer " + AgentFolder.OtherKey, "Bearer " + AgentFolder.Key], sink.Authorizations);
        Assert.Equal(2, AgentSettings.Load(_folder.Path).Keys.Count);

        sink.Look(() => sink.GoodKeys.Add(AgentFolder.OtherKey));
        sink.Look(() => sink.GoodKeys.Remove(AgentFolder.Key));
        stand.Sender.Offer(stand.Put(1));
        await stand.Sender.SendNextAsync(default);
        Assert.Equal(2, sink.Ticks.Count);
        Assert.Equal([AgentFolder.OtherKey], AgentSettings.Load(_folder.Path).Keys);
    }

    [Fact]
    public async Task Fault_09_A_refused_key_keeps_the_spool_and_says_what_to_do()
    {
        await using var sink = await AgentSink.StartAsync();
        sink.GoodKeys.Add(AgentFolder.OtherKey);
        using var stand = new SendingStand(_folder, sink.Address);
        stand.Put(0);
        await stand.Sender.SendNextAsync(default);
        Assert.Equal(1, stand.Spool.Pending);
        Assert.Equal(401, stand.Sender.LastStatus);
        Assert.Contains("agent token", _folder.LogText, StringComparison.Ordinal);
        Assert.DoesNotContain(AgentFolder.Key, _folder.LogText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(415)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task An_answer_that_is_no_yes_keeps_the_record_until_there_is_one(int status)
    {
        var refusals = 3;
        await using var sink = await AgentSink.StartAsync(_ => new SinkReply(refusals-- > 0 ? status : 200, RetryAfter: "0"));
        using var stand = new SendingStand(_folder, sink.Address);
        stand.Put(0);
        await stand.RunUntilAsync(sink, () => sink.Ticks.Count == 1);
        Assert.Equal(4, sink.Received.Count);
        Assert.Equal(0, stand.DeadLetters.Count);
    }

    [Fact]
    public async Task Giving_up_while_a_batch_is_on_its_way_ends_the_sending_and_keeps_the_record()
    {
        using var held = new ManualResetEventSlim();
        var came = new TaskCompletionSource();
        await using var sink = await AgentSink.StartAsync(_ =>
        {
            came.TrySetResult();
            held.Wait(TimeSpan.FromSeconds(60));
            return new SinkReply(500);
        });
        using var stand = new SendingStand(_folder, sink.Address);
        stand.Put(0);
        using var giveUp = new CancellationTokenSource();
        var running = stand.Sender.RunAsync(CancellationToken.None, giveUp.Token);
        await came.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await giveUp.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(60));
        held.Set();
        Assert.Equal(1, stand.Spool.Pending);
    }

    [Fact]
    public async Task Fault_08_What_was_spooled_while_the_server_was_away_arrives_whole_when_it_is_back()
    {
        Uri address;
        await using (var gone = await AgentSink.StartAsync())
        {
            address = gone.Address;
        }

        using var stand = new SendingStand(_folder, address);
        for (var i = 0; i < 5760; i++)
        {
            stand.Put(i, i % 1000 == 0 ? "agent.note" : null);
        }

        await using var back = await AgentSink.StartAsync(port: address.Port);
        await stand.RunUntilAsync(back, () => back.Ticks.Count == 5760);
        Assert.Equal(Enumerable.Range(0, 5760).Select(i => (double?)i), back.Ticks.Values.Select(v => v.Single()));
        Assert.Equal(6, back.Events.Count);
        Assert.True(back.Received.Count < 200, $"{back.Received.Count} batches");
    }

    [Fact]
    public void The_hand_written_batch_is_what_the_wire_format_says()
    {
        using var record = new RecordBuilder();
        record.Begin();
        record.Tick(SendingStand.Schema, 5, [1.5, double.NaN, double.PositiveInfinity]);
        var process = new Monitor.Agent.Collectors.ProcessSample { Pid = 3, CpuPercent = 1.25, MemoryBytes = 4096 };
        process.SetName([(byte)'a', 0xFF, (byte)'"', (byte)'\n']);
        record.Top(6, [process]);
        record.Event(7, "kind", "text \"<b>\u0000");
        record.State(8, "agent.spool", "On disk");
        record.Inventory(new WireInventory("os", "kernel", "cpu", 2, 3, ["192.0.2.1"], "0.1.0"));
        using var composer = new BatchComposer(new SchemaStore(_folder.In("schemas")));
        composer.Compose(9, 10, [new SpoolEntry(9, true, record.Payload.ToArray(), 0, 0)], _ => true);

        var batch = System.Text.Json.JsonSerializer.Deserialize(composer.Text, WireJson.Default.MetricBatch)!;
        Assert.Equal((1, 9L, 10L, 1), (batch.V, batch.Seq, batch.Sent, batch.Count));
        Assert.Equal([1.5, null, null], batch.Ticks!.Single().V);
        Assert.Equal((3, "a\uFFFD\"\n", 1.25, 4096L), batch.Top!.Single().Processes.Select(p => (p.Pid, p.Name, p.Cpu, p.Memory)).Single());
        Assert.Equal(new WireEvent(7, "kind", "text \"<b>\u0000"), batch.Events!.Single());
        Assert.Equal(new WireState("agent.spool", "On disk", 8), batch.States!.Single());
        Assert.Equal("192.0.2.1", batch.Inventory!.Addresses.Single());
    }

    public void Dispose() => _folder.Dispose();

    private int _calls;
}
