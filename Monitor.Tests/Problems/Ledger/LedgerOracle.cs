using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Tests.Problems.Ledger;

/// <summary>
/// Watches a ledger from outside: it keeps the book that an honest clerk would keep of what happened and what was told, and says what must not be. It
/// knows nothing of how the machine decides.
/// </summary>
internal sealed class LedgerOracle(LedgerPolicy policy)
{
    private List<DateTimeOffset> _changes = [];
    private DateTimeOffset? _endedAt;
    private DateTimeOffset? _toldAt;
    private DateTimeOffset? _dependencyEndedAt;
    private bool _wasDependent;
    private bool _isOpen;
    private bool _isTold;
    private bool _isFirstDay;
    private bool _isJoined;
    private bool _isFlapping;
    private bool _isPredicted;
    private bool _isToldAsPredicted;
    private Severity? _told;
    private int _repeats;
    private int _flappingNotices;

    public int Problems { get; private set; }

    public int Begun { get; private set; }

    public int Sent { get; private set; }

    public int Ends { get; private set; }

    public int Flapped { get; private set; }

    public int Reopened { get; private set; }

    public int Repeated { get; private set; }

    public int HeldNotices { get; private set; }

    public int ToldLater { get; private set; }

    public int Predicted { get; private set; }

    public int CameTrue { get; private set; }

    public int TakenBack { get; private set; }

    public void Look(ProblemState before, LedgerEvent e, LedgerStep step)
    {
        if (e is LedgerEvent.Judged { Verdict.Kind: VerdictKind.Pending or VerdictKind.Abandoned or VerdictKind.SeenLate })
        {
            Assert.Same(before, step.State);
            Assert.IsType<LedgerEffect.Noted>(Assert.Single(step.Effects));
            return;
        }

        ClockWentTo(e.Now);
        var (wasOpen, wasFlapping) = (_isOpen, _isFlapping);
        _dependencyEndedAt = _wasDependent && e.Holds.All(h => h.Kind != HoldKind.Dependency) ? e.Now : _dependencyEndedAt;
        if (wasOpen)
        {
            _wasDependent = e.Holds.Any(h => h.Kind == HoldKind.Dependency);
        }

        foreach (var effect in step.Effects)
        {
            Look(e, effect, step.State, wasFlapping);
        }

        Assert.Equal(_isOpen, step.State.IsOpen);
        Assert.Equal(_isTold, step.State.IsTold);
        Assert.Equal(_isOpen && _isPredicted, step.State.ShownPhase == ProblemPhase.Predicted);
        if (!wasOpen && e is not LedgerEvent.Judged { Verdict.Kind: VerdictKind.Fired or VerdictKind.Predicted })
        {
            Assert.False(_isOpen, "What is over changed without a new breach.");
        }

        if (e is LedgerEvent.Withdrawn)
        {
            Assert.False(_isOpen, "What was withdrawn goes on.");
        }

        Assert.True(_changes.Count(c => e.Now - c < policy.FlapWindow) <= policy.FlapChanges || step.State.IsFlapping, "It changes too often and is not said to flap.");
        var settles = _dependencyEndedAt is { } at && e.Now - at < policy.Settle;
        if (_isOpen && e.Holds.Count == 0 && !settles && !_isFirstDay && !_isJoined)
        {
            Assert.True(_isTold, "It lasts, nothing holds, and nobody was told.");
            Assert.False(_isToldAsPredicted && !_isPredicted, "It has come, nothing holds, and people still wait for it.");
        }
    }

    public void LookAtTheEnd()
    {
        Assert.False(_isTold, "Somebody waits for the end of what is over.");
        Assert.Equal(Begun, Ends);
    }

    private void Look(LedgerEvent e, LedgerEffect effect, ProblemState after, bool wasFlapping)
    {
        switch (effect)
        {
            case LedgerEffect.Began began:
                Begin(e, began);
                break;
            case LedgerEffect.Ended ended:
                Assert.True(_isOpen, "It ended twice.");
                Assert.True(!_isFlapping || e is LedgerEvent.Withdrawn, "A flapping problem ended although it was not calm.");
                Assert.True(
                    e is LedgerEvent.Withdrawn || wasFlapping || _isPredicted == e is LedgerEvent.Judged { Verdict.Kind: VerdictKind.PredictionEnded },
                    "What is only expected ended by a sample, or what is real by a forecast.");
                TakenBack += _isPredicted ? 1 : 0;
                (_isOpen, _isFlapping, _endedAt) = (false, false, e.Now);
                _changes = e is LedgerEvent.Withdrawn ? [] : _changes;
                Count(e.Now, ended.Reason is null);
                break;
            case LedgerEffect.CameTrue:
                Assert.True(_isOpen && _isPredicted && e is LedgerEvent.Judged { Verdict.Kind: VerdictKind.Fired }, "What nobody expected has come as expected.");
                (_isPredicted, _isFirstDay) = (false, ((LedgerEvent.Judged)e).IsFirstDay);
                CameTrue++;
                break;
            case LedgerEffect.Foreseen:
                Assert.True(_isOpen && !_isPredicted, "A forecast of what is not there.");
                break;
            case LedgerEffect.SeverityChanged change:
                _told = _isTold && !_isFlapping && change.To < _told ? change.To : _told;
                Count(e.Now, true);
                break;
            case LedgerEffect.FlappingBegan:
                Assert.False(_isFlapping);
                (_isFlapping, _flappingNotices) = (true, 0);
                Flapped++;
                break;
            case LedgerEffect.FlappingEnded:
                Assert.True(_isFlapping);
                _isFlapping = false;
                break;
            case LedgerEffect.Notice notice:
                Look(e, notice, after);
                break;
            default:
                break;
        }
    }

    private void Begin(LedgerEvent e, LedgerEffect.Began began)
    {
        Assert.False(_isOpen, "Two problems of one fingerprint are open.");
        var first = e as LedgerEvent.Judged;
        Assert.True(first?.Verdict.Kind is VerdictKind.Fired or VerdictKind.Predicted, "Something began that no judge found.");
        _isPredicted = first.Verdict.Kind == VerdictKind.Predicted;
        Predicted += _isPredicted ? 1 : 0;
        Assert.Equal(_endedAt is not { } at ? Beginning.Opened : e.Now - at < policy.ReopenWindow ? Beginning.Reopened : Beginning.Linked, began.How);
        Problems += began.How == Beginning.Reopened ? 0 : 1;
        Reopened += began.How == Beginning.Reopened ? 1 : 0;
        (_isOpen, _isFirstDay, _isJoined, _repeats, _toldAt, _told) = (true, first.IsFirstDay, false, 0, null, null);
        (_dependencyEndedAt, _wasDependent) = (null, e.Holds.Any(h => h.Kind == HoldKind.Dependency));
        Count(e.Now, true);
    }

    private void Look(LedgerEvent e, LedgerEffect.Notice notice, ProblemState after)
    {
        if (!notice.IsSent)
        {
            Assert.False(notice.Kind == NoticeKind.Ended && _isTold, "The end of what people know was held.");
            Assert.False(_isPredicted && notice.HeldBy is null && notice.Kind != NoticeKind.Ended, "What is only expected joined a ticket.");
            _isJoined |= notice.HeldBy is null && notice.Kind != NoticeKind.Ended;
            _isJoined &= _isOpen;
            HeldNotices++;
            return;
        }

        Sent++;
        Assert.False(_isFirstDay, "The first day of a host is told to nobody.");
        if (notice.Kind != NoticeKind.Ended && e.Holds.Count > 0)
        {
            Assert.True(
                notice.Kind is NoticeKind.Escalated or NoticeKind.CameTrue && !_isPredicted && after.Severity == Severity.Critical && e.Holds.All(h => h.Kind is HoldKind.Acknowledged or HoldKind.Done),
                $"{notice.Kind} was told although it is held by {e.Holds[0].Kind}.");
        }

        switch (notice.Kind)
        {
            case NoticeKind.Began:
                Assert.False(_isTold, "The same beginning was told twice.");
                Assert.False(_dependencyEndedAt is { } back && e.Now - back < policy.Settle, "What may just be coming back was told.");
                Tell(after);
                ToldLater += e is LedgerEvent.Ticked ? 1 : 0;
                break;
            case NoticeKind.Flapping:
                Assert.Equal(1, ++_flappingNotices);
                if (!_isTold)
                {
                    Tell(after);
                }

                break;
            case NoticeKind.Escalated:
                Assert.True(_isTold && after.Severity > _told, "It was told to be worse, and is not worse than what was told.");
                break;
            case NoticeKind.CameTrue:
                Assert.True(_isTold && _isToldAsPredicted && !_isPredicted, "It came as expected, and nobody waited for it.");
                break;
            case NoticeKind.Repeat:
                Assert.True(_isTold && !_isPredicted && after is { Severity: Severity.Critical, IsFlapping: false } && ++_repeats <= policy.Repeats);
                Assert.True(e.Now - _toldAt >= policy.RepeatEvery, "It was repeated too soon.");
                Repeated++;
                break;
            default:
                Assert.True(_isTold, "The end was told of what nobody was told that it began.");
                (_isTold, _isToldAsPredicted) = (false, false);
                Ends++;
                break;
        }

        _told = after.IsOpen && (_told is null || after.Severity > _told) ? after.Severity : _told;
        _toldAt = e.Now;
        _isToldAsPredicted = _isTold && notice.Kind is not (NoticeKind.Escalated or NoticeKind.Repeat) ? _isPredicted : _isToldAsPredicted;
    }

    private void Tell(ProblemState after)
    {
        (_isTold, _isJoined) = (true, false);
        _told = after.Severity;
        Begun++;
    }

    private void Count(DateTimeOffset now, bool counts)
    {
        if (counts)
        {
            _changes.Add(now);
        }
    }

    /// <summary>What lies ahead of a clock that was set back counts as now.</summary>
    private void ClockWentTo(DateTimeOffset now)
    {
        _changes = [.. _changes.Select(c => c > now ? now : c).Where(c => now - c < policy.FlapWindow)];
        _endedAt = _endedAt > now ? now : _endedAt;
        _toldAt = _toldAt > now ? now : _toldAt;
        _dependencyEndedAt = _dependencyEndedAt > now ? now : _dependencyEndedAt;
    }
}
