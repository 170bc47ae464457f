using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Tests.Problems.Ledger;

/// <summary>
/// One fingerprint in a random world: a value that wanders, samples that are missing or late, a rule that is edited and deleted, silences, maintenance,
/// parents, people, forecasts that come and go, restarts, a second node that says the same, a database that is away for a moment, and a clock that jumps.
/// </summary>
internal sealed class LedgerWorld(int seed)
{
    private static readonly LedgerPolicy Policy = LedgerPolicy.Default;
    private static readonly HoldKind[] Kinds = [HoldKind.Maintenance, HoldKind.Silence, HoldKind.Dependency, HoldKind.Acknowledged, HoldKind.Snoozed, HoldKind.Done];
    private readonly Random _random = new(seed);
    private readonly LadderJudge _judge = new();
    private readonly LedgerOracle _oracle = new(Policy);
    private readonly HashSet<HoldKind> _holds = [];
    private DateTimeOffset _now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private ProblemState _state = ProblemState.None;
    private double _value = 50;
    private bool _isDeleted;
    private bool _isFirstDay;
    private bool _isRestless;

    public LedgerOracle Oracle => _oracle;

    public void Run(int steps)
    {
        // A restless world flaps, a slow one meets the reopen window and the repeats.
        var pace = _random.Next(3) switch { 0 => 20, 1 => 90, _ => 900 };
        _isFirstDay = _random.Next(20) == 0;
        _isRestless = pace == 20 && _random.Next(2) == 0;
        _judge.For = TimeSpan.FromSeconds(_isRestless ? 0 : 60);
        for (var i = 0; i < steps; i++)
        {
            _now += TimeSpan.FromSeconds(_random.Next(1, pace));
            Change();
            if (_random.Next(10) > 0)
            {
                Sample();
            }

            if (_random.Next(12) == 0)
            {
                Foresee();
            }

            if (_random.Next(3) > 0)
            {
                Apply(new LedgerEvent.Ticked(_now, Holds()));
            }
        }

        Calm();
    }

    private void Change()
    {
        if (_isRestless && _random.Next(2) == 0)
        {
            _value = _value > 80 ? 50 : 90;
        }

        switch (_random.Next(40))
        {
            case < 6:
                _value = _random.Next(3) switch { 0 => 50, 1 => 85, _ => 97 };
                break;
            case < 9:
                var kind = Kinds[_random.Next(Kinds.Length)];
                _ = _holds.Remove(kind) || _holds.Add(kind);
                break;
            case 9:
                _holds.Clear();
                break;
            case 10:
                (_judge.Limit, _judge.For) = (_random.Next(40, 96), TimeSpan.FromSeconds(_isRestless ? 0 : _random.Next(0, 300)));
                _judge.Restart(Open());
                break;
            case 11:
                _isDeleted = !_isDeleted;
                _judge.Restart(null);
                Apply(new LedgerEvent.Withdrawn("The rule was deleted.", _now, Holds()));
                break;
            case 12:
                _judge.Restart(Open());
                break;
            case 13:
                _now += TimeSpan.FromMinutes(_random.Next(-300, 300));
                _judge.Restart(Open());
                break;
            case 14:
                _now += TimeSpan.FromHours(_random.Next(1, 12));
                break;
            case 15:
                _isFirstDay = false;
                break;
            default:
                break;
        }
    }

    private void Sample()
    {
        var time = _now - TimeSpan.FromSeconds(_random.Next(12) == 0 ? _random.Next(121, 4000) : _random.Next(0, 3));
        if (_isDeleted || _judge.Judge(_value, time, _now) is not { } verdict)
        {
            return;
        }

        for (var times = _random.Next(8) == 0 ? 2 : 1; times > 0; times--)
        {
            Apply(new LedgerEvent.Judged(verdict, _now, Holds()) { Offer = Offer(), IsFirstDay = _isFirstDay });
        }
    }

    /// <summary>A forecast, right or wrong: it expects what it expects whatever the value does.</summary>
    private void Foresee()
    {
        if (!_isDeleted)
        {
            var kind = _random.Next(3) == 0 ? VerdictKind.PredictionEnded : VerdictKind.Predicted;
            Apply(new LedgerEvent.Judged(Of(kind, (Severity)_random.Next(1, 3)), _now, Holds()) { Offer = Offer(), IsFirstDay = _isFirstDay });
        }
    }

    private Verdict Of(VerdictKind kind, Severity severity) => new()
    {
        Kind = kind, HostId = 1, RuleId = 1, RuleKey = "ladder", Metric = "cpu.used_percent", Severity = severity, BeganAt = _now, At = _now, Summary = "In a forecast",
    };

    private void Apply(LedgerEvent e)
    {
        var before = _state;
        var step = LedgerMachine.Apply(before, e, Policy);
        if (_random.Next(8) == 0)
        {
            var restored = LedgerMachine.Apply(ProblemStateJson.Read(ProblemStateJson.Write(before)), e, Policy);
            Assert.Equal(ProblemStateJson.Write(step.State), ProblemStateJson.Write(restored.State));
            Assert.Equal(Text(step.Effects), Text(restored.Effects));
        }

        // The database was away: nothing of it was written down, and the judge says it again.
        if (_random.Next(50) == 0 && e is LedgerEvent.Judged)
        {
            step = LedgerMachine.Apply(before, e, Policy);
        }

        _state = step.State;
        _oracle.Look(before, e, step);
    }

    /// <summary>All is well and nothing holds: whatever was begun must end now, by itself.</summary>
    private void Calm()
    {
        _holds.Clear();
        (_isDeleted, _value) = (false, 10);
        _judge.Restart(Open());
        for (var i = 0; i < 60 && _state.IsOpen; i++)
        {
            _now += TimeSpan.FromMinutes(2);
            if (_judge.Judge(_value, _now, _now) is { } verdict)
            {
                Apply(new LedgerEvent.Judged(verdict, _now, []));
            }

            Apply(new LedgerEvent.Judged(Of(VerdictKind.PredictionEnded, Severity.Warning), _now, []));

            Apply(new LedgerEvent.Ticked(_now, []));
        }

        Assert.False(_state.IsOpen, "It never ended although all is well.");
        _oracle.LookAtTheEnd();
    }

    private Severity? Open() => _state is { IsOpen: true, IsGood: false, IsPredicted: false } ? _state.Severity : null;

    private JoinOffer? Offer() => _random.Next(6) == 0 ? new JoinOffer(7, 7, (Severity)_random.Next(3)) : null;

    private List<LedgerHold> Holds() => [.. Kinds.Where(_holds.Contains).Select(k => new LedgerHold(k, $"held by {k}"))];

    private static string Text(IReadOnlyList<LedgerEffect> effects) => string.Join('\n', effects);
}
