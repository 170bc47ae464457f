using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Monitor.Web.Metrics;
using Npgsql;

namespace Monitor.Web.Intake.Direct;

/// <summary>One connection on which batches come, one after another, for as long as there is nothing else on it.</summary>
internal sealed class AgentConnection
{
    private readonly ConnectionContext _connection;
    private readonly DirectServices _services;
    private readonly DirectRequest _request;
    private readonly DirectAnswer _answer;
    private readonly Func<string> _address;
    private readonly ConnectionWatch _watch;

    public AgentConnection(ConnectionContext connection, bool isEncrypted, DirectServices services)
    {
        (_connection, _services, _address) = (connection, services, Address);
        _request = new DirectRequest(services.Names, services.Ingest.Value.MaxBodyBytes);
        _answer = new DirectAnswer(connection.Transport.Output, isEncrypted, services);
        _watch = new ConnectionWatch(connection, services.Kestrel.Value.Limits);
    }

    private PipeReader Input => _connection.Transport.Input;

    /// <summary>False where the connection, with all that is not answered, is the web server's from now on.</summary>
    public async Task<bool> ServeAsync()
    {
        using var watch = _watch.Begin();
        try
        {
            return await ServeAllAsync();
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException or ConnectionAbortedException)
        {
            // It was cut: what was not answered comes again on another one.
            return true;
        }
    }

    private async Task<bool> ServeAllAsync()
    {
        while (true)
        {
            var read = await Input.ReadAsync();
            var buffer = read.Buffer;
            var found = _request.Find(buffer, out var body);
            if (found == RequestFound.Whole)
            {
                _watch.Works();
                if (!await AnswerAsync(body) || (await FlushAsync()).IsCompleted || _watch.Ends)
                {
                    return true;
                }

                _watch.Waits();
            }
            else if (buffer.IsEmpty && (read.IsCompleted || _watch.Ends))
            {
                Input.AdvanceTo(buffer.End);
                return true;
            }
            else if (found == RequestFound.Other || read.IsCompleted || _watch.Ends)
            {
                HandOver(read);
                return false;
            }
            else
            {
                Input.AdvanceTo(buffer.Start, buffer.End);
                if (!buffer.IsEmpty)
                {
                    _watch.Begins();
                }
            }
        }
    }

    /// <summary>All that is not answered is there for the next reader at once, also where it was looked at before and nothing has come since.</summary>
    private void HandOver(in ReadResult read)
    {
        Input.AdvanceTo(read.Buffer.Start);
        if (read.IsCanceled)
        {
            Input.CancelPendingRead();
        }
    }

    private ValueTask<FlushResult> FlushAsync()
    {
        _watch.Writes();
        return _connection.Transport.Output.FlushAsync();
    }

    /// <summary>False where the agent has left.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AnswerAsync(ReadOnlySequence<byte> body)
    {
        var gone = _connection.ConnectionClosed;
        AgentIdentity? agent = null;
        var isRead = false;
        try
        {
            var (admitted, refusal, wait) = await _services.Door.AdmitAsync(_request.Head.Authorization, gone);
            agent = admitted;
            var (batch, problem) = agent is null ? (null, refusal) : Read(body);
            Input.AdvanceTo(body.End);
            isRead = true;
            if (problem is null)
            {
                (var answer, problem) = await _services.Guard.TakeAsync(agent!, batch!, _address, gone);
                if (problem is null)
                {
                    _answer.Write(answer!);
                    return true;
                }
            }

            _answer.Write(problem, wait);
            return true;
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // It sends the batch again.
            return false;
        }
        catch (Exception failure)
        {
            IntakeLog.LogFailure(_services.Logger, agent?.HostId ?? 0, failure);
            _answer.Write(failure is NpgsqlException or TimeoutException ? IntakeProblem.Unavailable : IntakeProblem.Defect, null);
            return true;
        }
        finally
        {
            if (!isRead)
            {
                Input.AdvanceTo(body.End);
            }
        }
    }

    /// <summary>The batch, or what is wrong with it.</summary>
    private (IncomingBatch? Batch, IntakeProblem? Problem) Read(in ReadOnlySequence<byte> body)
    {
        if (!_request.Head.IsGzip && body.IsSingleSegment)
        {
            return BatchReader.Read(body.FirstSpan);
        }

        var (whole, problem) = BoundedBody.Of(body, _request.Head.IsGzip, _services.Ingest.Value);
        using (whole)
        {
            return whole is null ? (null, problem) : BatchReader.Read(whole.Bytes);
        }
    }

    private string Address() => _connection.RemoteEndPoint is IPEndPoint { Address: var address } ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : "";
}
