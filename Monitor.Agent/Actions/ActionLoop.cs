using System.Threading.Channels;
using Monitor.Agent.Delivery;
using Monitor.Agent.Local;
using Monitor.Domain.Access;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Actions;

/// <summary>
/// Does what the server asks for, one after another, where the host's own list allows it; and says how that went, by the spool. Each command is done at most
/// once: it is written down before it is begun, and one that was begun and has no end is told as unknown.
/// </summary>
internal sealed class ActionLoop(string folder, int hostId, Spool spool, Action notice, ActionRunner runner, TimeProvider clock, AgentLog log) : IDisposable
{
    private const int MostRemembered = 1000;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    private readonly Channel<ActionOrder> _orders = Channel.CreateBounded<ActionOrder>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly RecordBuilder _record = new();
    private readonly HashSet<Guid> _turnedAway = [];
    private readonly ActionJournal _journal = new(folder, clock.GetUtcNow(), log);
    private ActionList _list = new(null, []);
    private string? _told;

    /// <summary>Which actions there are, in words.</summary>
    public string Words { get; private set; } = "not looked at yet";

    /// <summary>Reads the list and tells what an earlier run left untold.</summary>
    public void Start()
    {
        LookAtList();
        foreach (var left in _journal.Untold)
        {
            Tell(left.Result ?? new WireResult(left.Id, WireResult.Unknown, "The agent was ended while it was at it."));
        }
    }

    /// <summary>What does not fit comes again with a later answer; what is no command is passed over, so that it cannot end the loop.</summary>
    public void Take(CommandDelivery delivery)
    {
        foreach (var command in delivery.Commands.Where(static c => c is { Action: not null, Seal: not null }))
        {
            _orders.Writer.TryWrite(new ActionOrder(command, delivery));
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            using var look = clock.CreateTimer(static source => Cancel((CancellationTokenSource)source!), wait, Look, Timeout.InfiniteTimeSpan);
            try
            {
                await HandleAsync(await _orders.Reader.ReadAsync(wait.Token), stopping);
            }
            catch (OperationCanceledException)
            {
                // The stop, or it is time to look.
            }

            LookAtList();
        }
    }

    public void Dispose() => _record.Dispose();

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // An order came at this moment.
        }
    }

    internal async Task HandleAsync(ActionOrder order, CancellationToken stopping)
    {
        var command = order.Command;
        if (_journal.Knows(command.Id) || _turnedAway.Contains(command.Id))
        {
            return;
        }

        LookAtList();
        if (!Secret.TryParse(order.Delivery.Key, Secret.AgentKeyPrefix, out var key) || !CommandSeal.Holds(Secret.Hash(key.Text), hostId, command))
        {
            TurnAway(command, WireResult.Refused, "The command is not for this host and key, or was changed on its way.");
        }
        else if (_journal.IsTooOld(command.Expires) || Left(order) <= TimeSpan.Zero)
        {
            TurnAway(command, WireResult.Expired, "It came too late to be begun.");
        }
        else if (_list.Actions.FirstOrDefault(a => a.Name == command.Action) is not { } action)
        {
            TurnAway(command, WireResult.Refused, _list.Problem ?? "The list of this host has no such action.");
        }
        else if (!action.Allows(command.Parameter))
        {
            TurnAway(command, WireResult.Refused, action.Parameters.Count == 0 ? "The action takes no value on this host." : "The list of this host does not have this value.");
        }
        else
        {
            await DoAsync(command, action, stopping);
        }
    }

    /// <summary>How long it is good for: by the server's clock when it was asked, and from then on by the agent's monotonic one. The wall clock of the host has no say.</summary>
    private TimeSpan Left(ActionOrder order)
    {
        var given = TimeSpan.FromMilliseconds(Math.Clamp(order.Command.Expires - order.Delivery.ServerTime, 0, ActionJournal.LongestValidity.TotalMilliseconds));
        return given - clock.GetElapsedTime(order.Delivery.AskedAt);
    }

    private async Task DoAsync(WireCommand command, ActionSettings action, CancellationToken stopping)
    {
        try
        {
            _journal.Begin(command.Id, command.Expires);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Warn("actions.journal", "An action was not begun, because it cannot be written down that it was", exception);
            TurnAway(command, WireResult.Failed, "It was not begun: the agent cannot write down that it was, and would do it again.");
            return;
        }

        log.Info($"Action {command.Action} {command.Parameter} begins{(command.DryRun ? " as a dry run" : "")} ({command.Id})");
        Spool(new WireResult(command.Id, WireResult.Running, ""));
        ActionOutcome outcome;
        try
        {
            outcome = await runner.RunAsync(action, command.Parameter, command.DryRun, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            outcome = new ActionOutcome(WireResult.Unknown, null, "The agent was stopped while it was at it, and ended it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            outcome = new ActionOutcome(WireResult.Failed, null, ProgramRun.Inert(System.Text.Encoding.UTF8.GetBytes(exception.Message)));
        }

        log.Info($"Action {command.Action} {outcome.State} ({command.Id})");
        Tell(new WireResult(command.Id, outcome.State, outcome.Output, outcome.Code));
    }

    private void TurnAway(WireCommand command, string state, string why)
    {
        if (_turnedAway.Count >= MostRemembered)
        {
            _turnedAway.Clear();
        }

        _turnedAway.Add(command.Id);
        log.Warn("actions.refused", $"A command of the server was not done ({state}): {why}");
        Spool(new WireResult(command.Id, state, why));
    }

    /// <summary>Written down, spooled, and written down that it is: whatever comes between, it is told at least once.</summary>
    private void Tell(WireResult result)
    {
        Remember(result, isTold: false);
        Spool(result);
        Remember(result, isTold: true);
    }

    private void Remember(WireResult result, bool isTold)
    {
        try
        {
            _journal.End(result, isTold);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Warn("actions.journal", "How an action ended could not be written down; at the next start it is told as unknown", exception);
        }
    }

    private void Spool(WireResult result)
    {
        _record.Begin();
        _record.Result(result);
        spool.Append(_record.Payload, _record.IsAlone);
        notice();
    }

    private void LookAtList()
    {
        _list = ActionList.Load(folder);
        Words = _list.Problem ?? $"{_list.Actions.Count} allowed";
        var wire = _list.Wire;
        var text = System.Text.Json.JsonSerializer.Serialize(wire, WireJson.Default.WireActions);
        if (text == _told)
        {
            return;
        }

        _told = text;
        if (_list.Problem is { } problem && problem != ActionList.None)
        {
            log.Warn("actions.list", problem);
        }

        _record.Begin();
        _record.Actions(wire);
        spool.Append(_record.Payload, _record.IsAlone);
        notice();
    }

    internal sealed record ActionOrder(WireCommand Command, CommandDelivery Delivery);
}
