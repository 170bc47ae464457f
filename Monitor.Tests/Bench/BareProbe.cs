using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Monitor.Tests.Bench;

/// <summary>
/// What this machine can do in this minute at all: Kestrel reads each body and answers after a file was written and flushed to the disk, in groups. Nothing is
/// parsed, checked or kept.
/// </summary>
internal sealed class BareProbe : IAsyncDisposable
{
    private static readonly byte[] Answer = "{\"accepted\":40,\"duplicate\":0}"u8.ToArray();
    private readonly Channel<(byte[] Body, TaskCompletionSource Done)> _queue = Channel.CreateBounded<(byte[], TaskCompletionSource)>(4000);
    private readonly WebApplication _application;
    private readonly string _file;
    private readonly Task _writing;

    private BareProbe(WebApplication application, string folder)
    {
        _application = application;
        _file = Path.Combine(folder, "probe");
        _writing = WriteAsync();
    }

    public Uri Address => new(_application.Urls.First());

    public static async Task<BareProbe> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var probe = new BareProbe(application, folder);
        application.Run(probe.TakeAsync);
        await application.StartAsync(cancellationToken);
        return probe;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _queue.Writer.Complete();
        await _writing;
    }

    private async Task TakeAsync(HttpContext context)
    {
        var body = new byte[(int)context.Request.ContentLength!];
        await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync((body, done), context.RequestAborted);
        await done.Task;
        context.Response.ContentLength = Answer.Length;
        await context.Response.Body.WriteAsync(Answer, context.RequestAborted);
    }

    private async Task WriteAsync()
    {
        await using var file = new FileStream(_file, FileMode.Create);
        var group = new List<TaskCompletionSource>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (group.Count < 1000 && _queue.Reader.TryRead(out var one))
            {
                file.Write(one.Body);
                group.Add(one.Done);
            }

            file.Flush(flushToDisk: true);
            group.ForEach(d => d.SetResult());
            group.Clear();
        }
    }
}
