using System.Text;
using System.Text.Json;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;
using Monitor.Web.Intake;

namespace Monitor.Tests.Intake;

/// <summary>Random and damaged batches against the parser, and a part of them against the whole server. With --long it is 4 minutes.</summary>
[Collection(Suite.Name)]
public sealed class BatchFuzzTests(TestApplication application)
{
    private static readonly string[] Corpus =
    [
        """{"v":1,"seq":1,"sent":1700000000000,"count":1,"schemas":[{"id":"00000000000000aa","series":[["a",{"l":"x"}],["b"]]}],"ticks":[{"schema":"00000000000000aa","t":1700000000000,"v":[1,null]}]}""",
        """{"v":1,"seq":2,"sent":1,"count":0,"top":[{"t":1,"processes":[{"pid":1,"name":"init","cpu":0.5,"memory":4096}]}],"events":[{"t":1,"kind":"k","text":"x"}]}""",
        """{"v":1,"seq":3,"sent":1,"count":0,"states":[{"t":1,"name":"s","text":"x"}],"inventory":{"operatingSystem":"d","kernel":"6","cpuModel":"c","cpuCount":2,"memoryBytes":1,"addresses":["::1"],"agentVersion":"1"}}""",
        """{"v":1,"seq":5,"sent":1,"count":0,"logs":[{"kind":"file","source":"/a","dropped":1,"lines":[{"t":1,"text":"x","severity":3,"joined":true},{"t":2,"text":"\ud800"}]}]}""",
        """{"v":1,"v":1,"ticks":[{"t":-1,"schema":"zz"}],"count":1e99,"sent":"\ud800"}""",
        """{"v":1,"seq":4,"sent":1,"count":0,"top":[{"t":1,"processes":[{"\ud800":1,"pid":1}]}],"\ud800":1}""",
        """[{"v":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}]""",
    ];

    private static readonly string[] Tokens = ["{", "}", "[", "]", ",", ":", "null", "1e999", "-0", "\"\\u0000\"", "\"\\ud800\"", "\"t\"", "\"v\"", "\"schema\"", "9223372036854775808", "\"\"", "\u00C3(", "\0"];

    [Fact]
    public void Fault_35_Half_a_surrogate_pair_in_a_property_name_is_a_format_error()
    {
        var batch = new IncomingBatch();
        Assert.Throws<BatchFormatException>(() => BatchParser.Read("{\"v\":1,\"top\":[{\"\\ud800\":1}]}"u8, batch));
    }

    [Fact]
    public async Task Fault_32_Damaged_batches_are_read_or_refused_and_nothing_else()
    {
        var seed = LongRun.IsOn ? Environment.TickCount : 20261120;
        var random = new Random(seed);
        using var agent = await TestAgent.CreateAsync(application);
        var start = TimeProvider.System.GetTimestamp();
        var (parsed, posted) = (0, 0);
        while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(LongRun.Rounds(5, 240)))
        {
            var bytes = Damage(random);
            parsed++;
            try
            {
                var batch = new IncomingBatch();
                BatchParser.Read(bytes, batch);
            }
            catch (Exception expected) when (expected is JsonException or BatchFormatException or BatchTooMuchException)
            {
                // Refused: what else should become of it.
            }
            catch (Exception unexpected)
            {
                Assert.Fail($"seed {seed}, round {parsed}: {unexpected.GetType().Name} for {Convert.ToBase64String(bytes)}");
            }

            if (parsed % 200 == 0 && posted < 800)
            {
                posted++;
                using var response = await agent.PostAsync(bytes);
                Assert.True((int)response.StatusCode is 200 or 400 or 413, $"seed {seed}: {(int)response.StatusCode} for {Convert.ToBase64String(bytes)}");
            }
        }

        Assert.True(parsed > 1000 && posted > 0, $"only {parsed} rounds");
    }

    private static byte[] Damage(Random random)
    {
        var bytes = Encoding.Latin1.GetBytes(Corpus[random.Next(Corpus.Length)]).ToList();
        for (var i = random.Next(1, 5); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, Encoding.Latin1.GetBytes(Tokens[random.Next(Tokens.Length)])); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }

    [Fact]
    public void Fault_32_Packed_processes_from_anywhere_are_read_or_a_format_error()
    {
        var random = new Random(3);
        var good = ProcessTopCodec.Encode([new ProcessSample(1, "init", 0.25, 4096), new ProcessSample(7, "ä<b>", 100, 1 << 30)]);
        Assert.Equal(2, ProcessTopCodec.Decode(good).Count);
        for (var round = 0; round < 20_000; round++)
        {
            var row = good[..random.Next(good.Length + 1)];
            if (row.Length > 1)
            {
                row[random.Next(1, row.Length)] = (byte)random.Next(256);
            }

            try
            {
                ProcessTopCodec.Decode(row);
            }
            catch (FormatException)
            {
                // That is the promise.
            }
        }
    }

    [Fact]
    public void The_hash_of_a_schema_is_checked_before_its_names_are_believed()
    {
        var batch = new IncomingBatch();
        var good = TestAgent.Schema(TestAgent.Series("a"));
        var json = JsonSerializer.SerializeToUtf8Bytes(new MetricBatch { Schemas = [good, new WireSchema("00000000000000aa", good.Series)] }, WireJson.Default.MetricBatch);
        BatchParser.Read(json, batch);
        Assert.Equal([true, false], batch.Schemas.Select(s => s.IsGenuine));
    }
}
