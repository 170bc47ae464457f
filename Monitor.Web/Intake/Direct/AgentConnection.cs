using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Monitor.Domain.Wire;
using Monitor.Web.Metrics;
using Npgsql;

namespace Monitor.Web.Intake.Direct;

/// <summary>One connection on which batches come, one after another, for as long as there is nothing else on it.</summary>
internal sealed class AgentConnection
{
    private readonly ConnectionContext _connection;
    private readonly DirectServices _services;
    private readonly DirectRequest _request;
    private readonly DirectAnswer _answers;
    private readonly Func<string> _address;
    private readonly ConnectionWatch _watch;

    public AgentConnection(ConnectionContext connection, bool isEncrypted, DirectServices services)
    {
        (_connection, _services, _address) = (connection, services, Address);
        _request = new DirectRequest(services.Names, services.Ingest.Value.MaxBodyBytes);
        _answers = new DirectAnswer(new DirectOutput(connection, isEncrypted), isEncrypted, services);
        _watch = new ConnectionWatch(connection, services.Kestrel.Value.Limits);
    }

    private PipeReader Input => _connection.Transport.Input;

    private CancellationToken Gone => _connection.ConnectionClosed;

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

    /// <summary>All of it in one method, which lives as long as the connection: one for each request would be a new object for each, which a thousand requests that wait keep alive.</summary>
    private async Task<bool> ServeAllAsync()
    {
        while (true)
        {
            var read = await Input.ReadAsync();
            if (_request.Find(read.Buffer, out var body) is var found && found != RequestFound.Whole)
            {
                if (IsOver(read, found) is { } isOurs)
                {
                    return isOurs;
                }

                continue;
            }

            _watch.Works();
            AgentIdentity? agent = null;
            BatchAnswer? answer = null;
            IntakeProblem? problem;
            TimeSpan? wait = null;
            try
            {
                (agent, problem, wait) = await _services.Door.AdmitAsync(_request.Head.Authorization, Gone);
                (var whole, problem) = await CheckAsync(agent, problem, body);
                if (whole is { } good)
                {
                    using (good)
                    {
                        var outcome = await _services.Storage.WriteAsync(good, Gone);
                        (answer, problem) = await _services.Storage.AnswerAsync(agent!, good, outcome, Gone);
                    }
                }
            }
            catch (OperationCanceledException) when (Gone.IsCancellationRequested)
            {
                // The agent has left; it sends the batch again.
                return true;
            }
            catch (Exception failure)
            {
                IntakeLog.LogFailure(_services.Logger, agent?.HostId ?? 0, failure);
                problem = failure is NpgsqlException or TimeoutException ? IntakeProblem.Unavailable : IntakeProblem.Defect;
            }

            _watch.Writes();
            if (!await _answers.SendAsync(answer, problem, wait) || _watch.Ends)
            {
                return true;
            }

            _watch.Waits();
        }
    }

    /// <summary>Where there is no whole request: null to wait for more of it, true at the end of the connection, false where it is the web server's from now on.</summary>
    private bool? IsOver(in ReadResult read, RequestFound found)
    {
        if (read.Buffer.IsEmpty && (read.IsCompleted || _watch.Ends))
        {
            Input.AdvanceTo(read.Buffer.End);
            return true;
        }

        if (found == RequestFound.Other || read.IsCompleted || _watch.Ends)
        {
            HandOver(read);
            return false;
        }

        Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        if (!read.Buffer.IsEmpty)
        {
            _watch.Begins();
        }

        return null;
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

    /// <param name="agent">Whose key the request has; null where it is refused.</param>
    /// <param name="refusal">Why it is; null where it is not.</param>
    /// <param name="body">Of the request; not there any more afterwards.</param>
    private ValueTask<(CheckedBatch? Good, IntakeProblem? Problem)> CheckAsync(AgentIdentity? agent, IntakeProblem? refusal, in ReadOnlySequence<byte> body)
    {
        IncomingBatch? batch;
        IntakeProblem? problem;
        try
        {
            (batch, problem) = agent is null ? (null, refusal) : Read(body);
        }
        finally
        {
            Input.AdvanceTo(body.End);
        }

        return batch is null ? ValueTask.FromResult<(CheckedBatch?, IntakeProblem?)>((null, problem)) : _services.Guard.CheckAsync(agent!, batch, _address, Gone);
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
