using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Monitor.Agent.Collectors;
using Monitor.Agent.Collectors.Linux;
using Monitor.Tests.Support;

namespace Monitor.Tests.Agent.Collectors;

/// <summary>Failed units, asked of a bus that speaks the bytes of the D-Bus Specification over a real socket.</summary>
public sealed class SystemdTests
{
    [Fact]
    public async Task Failed_units_are_counted_named_and_asked_for_twice_a_minute()
    {
        await using var bus = new Bus { Body = Units("nginx.service", "a.mount") };
        var (vector, systemd) = (new SampleVector(), new SystemdCollector(true, bus.Ask));
        Tick(0);
        Assert.Equal(2, ParserTests.Value(vector, "systemd.failed_units"));
        Assert.True(vector.TakeState(out var state));
        Assert.Equal(("systemd.failed", "a.mount, nginx.service"), state);

        bus.Body = Units();
        Tick(29);
        Assert.Equal((2.0, 1), (ParserTests.Value(vector, "systemd.failed_units"), bus.Asked));
        Tick(30);
        Assert.Equal((0.0, 2), (ParserTests.Value(vector, "systemd.failed_units"), bus.Asked));
        Assert.True(vector.TakeState(out state));
        Assert.Equal("none", state.Text);
        Tick(60);
        Assert.Equal(3, bus.Asked);
        Assert.False(vector.TakeState(out _));

        void Tick(int second)
        {
            vector.Begin();
            systemd.Collect(vector, TimeSpan.FromSeconds(second));
        }
    }

    [Fact]
    public void Where_systemd_does_not_run_there_is_no_such_series()
    {
        var vector = new SampleVector();
        vector.Begin();
        new SystemdCollector(false, new SystemBus("/no/such/socket", SystemBus.UsualPatience)).Collect(vector, TimeSpan.Zero);
        Assert.Empty(vector.Series);
    }

    [Fact]
    public async Task A_bus_that_is_gone_makes_the_value_missing_and_is_asked_again_after_five_minutes()
    {
        var vector = new SampleVector();
        await using var bus = new Bus { Body = Units("a.service") };
        var systemd = new SystemdCollector(true, bus.Ask);
        systemd.Collect(vector, TimeSpan.Zero);
        bus.Refuses = true;
        vector.Begin();
        Assert.Throws<IOException>(() => systemd.Collect(vector, TimeSpan.FromSeconds(30)));
        Assert.Equal(double.NaN, ParserTests.Value(vector, "systemd.failed_units"));
        bus.Refuses = false;
        systemd.Collect(vector, TimeSpan.FromSeconds(329));
        Assert.Equal(double.NaN, ParserTests.Value(vector, "systemd.failed_units"));
        systemd.Collect(vector, TimeSpan.FromSeconds(330));
        Assert.Equal(1, ParserTests.Value(vector, "systemd.failed_units"));
    }

    [Fact]
    public void More_names_than_ten_are_counted()
    {
        var names = new List<string>();
        Assert.True(FailedUnits.TryParse(Units([.. Enumerable.Range(10, 13).Select(i => $"u{i}.service")]), names));
        Assert.EndsWith("u19.service and 3 more", FailedUnits.Words(names), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_answer_is_refused_and_never_read_beyond_its_end()
    {
        var random = new Random(11);
        var whole = Units("nginx.service", "a.mount", "b.socket");
        var names = new List<string>();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(FailedUnits.TryParse(whole.AsSpan(0, length), names));
        }

        for (var round = 0; round < 5000; round++)
        {
            var broken = whole.ToArray();
            for (var i = 0; i < 3; i++)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            _ = FailedUnits.TryParse(broken, names);
            Assert.InRange(names.Count, 0, whole.Length);
            broken[0] = (byte)'l';
            _ = BusMessage.LengthOf(broken, 1 << 20) is var claimed && claimed == broken.Length && BusMessage.IsAnswer(broken, 2, out _, out _);
        }

        Assert.Equal(-1, BusMessage.LengthOf(Enumerable.Repeat((byte)255, 16).ToArray(), 1 << 20));
        Assert.Equal(-1, BusMessage.LengthOf([(byte)'l', 2, 0, 1, 255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255], 1 << 20));
    }

    /// <summary>The body that systemd answers: an array of (ssssssouso).</summary>
    private static byte[] Units(params string[] names)
    {
        var body = new List<byte>(new byte[8]);
        foreach (var name in names)
        {
            Pad(8);
            foreach (var text in new[] { name, "What it is", "loaded", "failed", "failed", "", "/org/freedesktop/systemd1/unit/x" })
            {
                Text(text);
            }

            Number(0);
            Text("");
            Text("/");
        }

        var bytes = body.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - 8);
        return bytes;

        void Pad(int to)
        {
            while (body.Count % to != 0)
            {
                body.Add(0);
            }
        }

        void Number(int value)
        {
            Pad(4);
            body.AddRange(BitConverter.GetBytes(value));
        }

        void Text(string text)
        {
            Number(text.Length);
            body.AddRange(Encoding.ASCII.GetBytes(text));
            body.Add(0);
        }
    }

    private sealed class Bus : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("bus").FullName;
        private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        private readonly Task _serving;

        public Bus()
        {
            _listener.Bind(new UnixDomainSocketEndPoint(Path));
            _listener.Listen();
            // Away from the thread of the test, which waits for the answer.
            _serving = Task.Run(ServeAsync);
        }

        public SystemBus Ask => new(Path, TimeSpan.FromSeconds(30));

        private string Path => System.IO.Path.Combine(_folder, "socket");

        public byte[] Body { get; set; } = [];

        public bool Refuses { get; set; }

        public int Asked { get; private set; }

        private async Task ServeAsync()
        {
            while (true)
            {
                try
                {
                    using var socket = await _listener.AcceptAsync();
                    await AnswerAsync(socket);
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private async Task AnswerAsync(Socket socket)
        {
            Asked++;

            // Read once: the test goes on as soon as it is refused.
            var refuses = Refuses;
            var got = "";
            while (!got.EndsWith("\r\n", StringComparison.Ordinal))
            {
                got += await NextAsync();
            }

            Assert.StartsWith("\0AUTH EXTERNAL ", got, StringComparison.Ordinal);
            await socket.SendAsync(refuses ? "REJECTED EXTERNAL\r\n"u8.ToArray() : "OK 1234deadbeef\r\n"u8.ToArray());
            for (got = ""; !refuses && !(got.Contains("ListUnitsFiltered", StringComparison.Ordinal) && got.EndsWith("failed\0", StringComparison.Ordinal));)
            {
                got += await NextAsync();
            }

            if (!refuses)
            {
                // The answer to Hello, a signal, and the answer, as a bus sends them.
                await socket.SendAsync(Message(2, 1, []));
                await socket.SendAsync(Message(4, null, []));
                await socket.SendAsync(Message(2, 2, Body));
            }

            async Task<string> NextAsync()
            {
                var buffer = new byte[4096];
                var read = await socket.ReceiveAsync(buffer);
                return read == 0 ? throw new SocketException() : Encoding.Latin1.GetString(buffer, 0, read);
            }
        }

        private static byte[] Message(byte type, int? answerTo, byte[] body)
        {
            var message = new List<byte> { (byte)'l', type, 1, 1 };
            message.AddRange(BitConverter.GetBytes(body.Length));
            message.AddRange(BitConverter.GetBytes(7));
            // Sender :1.0 as a text, then the serial that this answers.
            byte[] fields = [7, 1, (byte)'s', 0, 4, 0, 0, 0, (byte)':', (byte)'1', (byte)'.', (byte)'0', 0, 0, 0, 0];
            byte[] serial = answerTo is { } number ? [5, 1, (byte)'u', 0, .. BitConverter.GetBytes(number)] : [];
            message.AddRange(BitConverter.GetBytes(fields.Length + serial.Length));
            return [.. message, .. fields, .. serial, .. body];
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving.WaitAsync(TimeSpan.FromSeconds(30));
            Directory.Delete(_folder, recursive: true);
        }
    }
}
