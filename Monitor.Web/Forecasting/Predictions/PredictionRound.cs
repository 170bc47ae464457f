using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Forecasting.Predictions;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Web.Forecasting.Predictions;

/// <summary>The predictions of one transaction: takes what is said of each, and collects what the ledger is to be told.</summary>
internal sealed class PredictionRound
{
    private readonly MonitorDb _db;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, Prediction> _predictions;
    private readonly Dictionary<string, Problem> _open;
    private readonly List<Prediction> _told = [];
    private readonly List<Verdict> _verdicts = [];

    private PredictionRound(MonitorDb db, DateTimeOffset now, Dictionary<string, Prediction> predictions, Dictionary<string, Problem> open) =>
        (_db, _now, _predictions, _open) = (db, now, predictions, open);

    public IReadOnlyList<Verdict> Verdicts => _verdicts;

    public int Changed { get; private set; }

    public static async Task<PredictionRound> ReadAsync(MonitorDb db, string[] fingerprints, DateTimeOffset now, CancellationToken cancellationToken) => new(
        db, now,
        await db.Predictions.Where(p => p.EndedAt == null && fingerprints.Contains(p.Fingerprint)).ToDictionaryAsync(p => p.Fingerprint, cancellationToken),
        await db.Problems.AsNoTracking().Where(p => p.EndedAt == null && fingerprints.Contains(p.Fingerprint)).ToDictionaryAsync(p => p.Fingerprint, cancellationToken));

    public void Take(PredictionSubject subject, Sighting seen)
    {
        var real = _open.GetValueOrDefault(subject.Fingerprint) is { State.IsPredicted: false } lasting ? lasting : null;
        var before = _predictions.GetValueOrDefault(subject.Fingerprint);
        if (real is not null && before is { Outcome: PredictionOutcome.Open, IsOfLastingProblem: false })
        {
            // It has come: the sweep says so.
            return;
        }

        if (real is not null && real.Severity >= seen.Severity && before is null or { Outcome: PredictionOutcome.Candidate })
        {
            // It lasts already and is as bad as is foreseen. What came before anybody was told was not foreseen: telling it now would be a hit by hindsight.
            DropCandidate(before);
            return;
        }

        var move = PredictionMachine.Next(before, seen, subject.Part);
        Changed += move is PredictionMove.None or PredictionMove.Drop ? 0 : 1;
        switch (move)
        {
            case PredictionMove.Begin:
                _db.Predictions.Add(_predictions[subject.Fingerprint] = New(subject, seen));
                break;
            case PredictionMove.Drop:
                DropCandidate(before);
                break;
            case PredictionMove.Tell:
                Tell(subject, seen, before!, real is not null);
                break;
            case PredictionMove.Worsen:
                (before!.Source, before.Severity) = (seen.Source, seen.Severity);
                Say(subject, seen, before);
                break;
            case PredictionMove.Keep or PredictionMove.Doubt:
                before!.Rounds = move == PredictionMove.Doubt ? before.Rounds + 1 : before.Outcome == PredictionOutcome.Candidate ? before.Rounds + 1 : 0;
                Renew(before, seen);
                break;
            case PredictionMove.TakeBack:
                End(subject, seen, before!, PredictionOutcome.Withdrawn, PredictionWords.TakenBack(subject.Metric, subject.Labels, seen));
                break;
            case PredictionMove.GiveUp:
                End(subject, seen, before!, PredictionOutcome.False, PredictionWords.Wrong(before!.DeadlineAt!.Value));
                break;
            default:
                break;
        }
    }

    /// <summary>Once the ledger has written: which problems it made. What it refused, for the rule or the host went away this moment, is forgotten.</summary>
    public async Task LinkAsync(CancellationToken cancellationToken)
    {
        var fingerprints = _told.Select(p => p.Fingerprint).ToArray();
        var problems = await _db.Problems.AsNoTracking().Where(p => p.EndedAt == null && fingerprints.Contains(p.Fingerprint))
            .Select(p => new { p.Fingerprint, p.Id }).ToDictionaryAsync(p => p.Fingerprint, p => p.Id, cancellationToken);
        foreach (var prediction in _told)
        {
            if (problems.TryGetValue(prediction.Fingerprint, out var id))
            {
                prediction.ProblemId = id;
            }
            else
            {
                _db.Predictions.Remove(prediction);
            }
        }
    }

    private void DropCandidate(Prediction? candidate)
    {
        if (candidate is not null)
        {
            _db.Predictions.Remove(candidate);
            _predictions.Remove(candidate.Fingerprint);
            Changed++;
        }
    }

    private static Prediction New(PredictionSubject subject, Sighting seen)
    {
        var prediction = new Prediction
        {
            HostId = subject.HostId, SeriesId = subject.Fresh.SeriesId, RuleId = subject.Effective.Rule.Id, RuleVersion = subject.Effective.Rule.Version,
            Fingerprint = subject.Fingerprint, Metric = subject.Metric, Labels = subject.Labels, Source = seen.Source, IssuedAt = seen.At, Value = seen.Level ?? seen.Value,
            PerDay = seen.PerDay, Severity = seen.Severity, Rounds = 1, Outcome = PredictionOutcome.Candidate,
        };
        Renew(prediction, seen);
        return prediction;
    }

    private void Tell(PredictionSubject subject, Sighting seen, Prediction prediction, bool isOfLasting)
    {
        var skill = seen.IsOfGrowth ? PredictionMachine.Trial(prediction, seen) : seen.Skill;
        (prediction.Outcome, prediction.Source, prediction.Severity, prediction.Skill) = (PredictionOutcome.Open, seen.Source, seen.Severity, skill);
        (prediction.Value, prediction.PerDay, prediction.IssuedProbability) = (seen.Value, seen.PerDay, seen.Probability);
        (prediction.IssuedAt, prediction.DeadlineAt, prediction.Rounds) = (_now, PredictionMachine.Deadline(seen, subject.Part), 0);
        prediction.IsOfLastingProblem = isOfLasting;
        Say(subject, seen, prediction);
        _told.Add(prediction);
    }

    private void Say(PredictionSubject subject, Sighting seen, Prediction prediction)
    {
        Renew(prediction, seen);
        var summary = PredictionWords.Summary(subject.Definition.First.Kind, subject.Metric, subject.Labels, seen);
        var evidence = PredictionWords.Evidence(subject.Metric, seen, prediction.Skill ?? 0);
        _verdicts.Add(subject.Verdict(VerdictKind.Predicted, prediction.Severity, seen, _now, summary, evidence));
    }

    private void End(PredictionSubject subject, Sighting seen, Prediction prediction, PredictionOutcome outcome, string text)
    {
        Renew(prediction, seen);
        (prediction.Outcome, prediction.EndedAt, prediction.EndText) = (outcome, _now, text);
        _predictions.Remove(subject.Fingerprint);
        _verdicts.Add(subject.Verdict(VerdictKind.PredictionEnded, prediction.Severity, seen, _now, text));
    }

    private static void Renew(Prediction prediction, Sighting seen)
    {
        (prediction.UpdatedAt, prediction.Model, prediction.Limit, prediction.Probability) = (seen.At, seen.Model, seen.Limit, seen.Probability);
        (prediction.ExpectedAt, prediction.EarliestAt, prediction.LatestAt) = (seen.ExpectedAt, seen.EarliestAt, seen.LatestAt);
    }
}
