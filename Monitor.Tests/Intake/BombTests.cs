using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Http;
using Monitor.Tests.Support;
using Monitor.Web.Intake;
using Monitor.Web.Store;

namespace Monitor.Tests.Intake;

[Collection(Suite.Name)]
public sealed class BombTests(TestApplication application)
{
    private const int Mebibyte = 1 << 20;

    [Fact]
    public async Task Attack_09_300_KB_that_unpack_to_300_MiB_are_refused_as_too_large()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var bomb = Bomb();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await agent.PostRawAsync(bomb, "gzip")).StatusCode);

        // The same with a trailer that lies about the length.
        bomb.AsSpan(^4).Clear();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await agent.PostRawAsync(bomb, "gzip")).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await agent.PostRawAsync(new byte[Mebibyte + 1], "gzip")).StatusCode);
    }

    /// <summary>All of it runs on this thread, so what it took is known exactly, whatever other tests do meanwhile.</summary>
    [Fact]
    public async Task Attack_09_A_bomb_costs_the_server_less_than_32_MiB_even_when_its_pools_are_empty()
    {
        foreach (var bomb in new[] { Bomb(), Lying(Bomb()) })
        {
            var request = new DefaultHttpContext().Request;
            request.Headers.ContentEncoding = "gzip";
            request.ContentLength = bomb.Length;
            request.Body = new MemoryStream(bomb, writable: false);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var reading = BoundedBody.ReadAsync(request, new IngestOptions(), CancellationToken.None);
            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(reading.IsCompletedSuccessfully);
            Assert.InRange(taken, 0, 32 * Mebibyte);
            var (body, problem) = await reading;
            Assert.Null(body);
            Assert.Equal(413, problem?.Status);
        }
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Attack_09_The_limit_is_a_limit_to_the_byte(int beyond, bool isTaken)
    {
        var options = new IngestOptions();
        var bytes = new byte[options.MaxDecodedBytes + beyond];
        var request = new DefaultHttpContext().Request;
        request.Headers.ContentEncoding = "gzip";
        request.Body = new MemoryStream(TestAgent.Gzip(bytes));
        var (body, problem) = await BoundedBody.ReadAsync(request, options, CancellationToken.None);
        using (body)
        {
            Assert.Equal(isTaken ? bytes.Length : -1, body?.Bytes.Length ?? -1);
            Assert.Equal(isTaken ? null : 413, problem?.Status);
        }
    }

    private static byte[] Bomb()
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
        {
            var zeros = new byte[Mebibyte];
            for (var i = 0; i < 300; i++)
            {
                gzip.Write(zeros);
            }
        }

        var bomb = target.ToArray();
        Assert.InRange(bomb.Length, 250_000, 350_000);
        return bomb;
    }

    private static byte[] Lying(byte[] bomb)
    {
        bomb.AsSpan(^4).Clear();
        return bomb;
    }
}
