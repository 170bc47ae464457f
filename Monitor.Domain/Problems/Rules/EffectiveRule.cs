namespace Monitor.Domain.Problems.Rules;

/// <summary>
/// What a rule means for one host: each value from the nearest level that sets it, which is the host, then its groups from the inside out, then the
/// fleet. Limits and clear levels are in the metric's unit.
/// </summary>
public sealed record EffectiveRule
{
    /// <summary>A clear need not hold longer than this, however long the breach had to hold.</summary>
    public static readonly TimeSpan LongestClear = TimeSpan.FromMinutes(1);

    public required Rule Rule { get; init; }

    /// <summary>The ladder of the first condition, mildest first. No step is milder than the one below it.</summary>
    public required IReadOnlyList<EffectiveStep> Steps { get; init; }

    public Sourced<TimeSpan> ForDuration { get; init; }

    public Sourced<bool> Enabled { get; init; }

    /// <summary>True when anything of the rule is set for this very host: somebody wants to be told.</summary>
    public bool IsHostWish { get; init; }

    /// <summary>The mildest step's limit.</summary>
    public Sourced<double> Limit => Steps[0].Limit;

    /// <summary>The mildest step's clear level.</summary>
    public Sourced<double> ClearLevel => Steps[0].ClearLevel;

    /// <summary>Judged at all: switched on, and its data has a source.</summary>
    public bool IsJudged => Enabled.Value && Rule.Definition.Source is null && Rule.DeletedAt is null;

    public TimeSpan ClearFor => Rule.Definition.ClearFor ?? (ForDuration.Value < LongestClear ? ForDuration.Value : LongestClear);

    /// <summary>The definition with the values of this host in it.</summary>
    public RuleDefinition Definition => Rule.Definition.WithFirst(Rule.Definition.First with { Steps = [.. Steps.Select(s => s.Step)] }) with
    {
        For = ForDuration.Value,
        ClearFor = ClearFor,
    };

    /// <param name="rule">The fleet's rule.</param>
    /// <param name="overrides">The overrides of this rule; those for other hosts and groups are passed over.</param>
    /// <param name="groups">The tree of groups.</param>
    /// <param name="hostId">The host, or null for a group as such.</param>
    /// <param name="groupId">The host's group.</param>
    public static EffectiveRule Of(Rule rule, IEnumerable<RuleOverride> overrides, GroupTree groups, int? hostId, int groupId)
    {
        var mine = overrides.Where(o => o.RuleId == rule.Id).ToList();
        var levels = Levels(mine, groups, hostId, groupId);
        return new EffectiveRule
        {
            Rule = rule,
            Steps = Ladder(rule.Definition.First, levels),
            ForDuration = Nearest(levels, o => o.ForDuration, rule.Definition.For),
            Enabled = Nearest(levels, o => o.Enabled, rule.Enabled),
            IsHostWish = levels.Count > 0 && levels[0].Source.Target == RuleTarget.Host,
        };
    }

    private static List<(RuleOverride Override, RuleSource Source)> Levels(List<RuleOverride> mine, GroupTree groups, int? hostId, int groupId)
    {
        var levels = new List<(RuleOverride Override, RuleSource Source)>();
        if (mine.Count == 0)
        {
            return levels;
        }

        if (hostId is not null && mine.Find(o => o.HostId == hostId) is { } ofHost)
        {
            levels.Add((ofHost, RuleSource.Host));
        }

        foreach (var group in groups.PathUp(groupId))
        {
            if (mine.Find(o => o.GroupId == group.Id) is { } ofGroup)
            {
                levels.Add((ofGroup, new RuleSource(RuleTarget.Group, group.Name)));
            }
        }

        return levels;
    }

    private static EffectiveStep[] Ladder(Condition condition, List<(RuleOverride Override, RuleSource Source)> levels)
    {
        var steps = new EffectiveStep[condition.Steps.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var step = condition.Steps[i];
            steps[i] = EffectiveStep.Of(condition.Kind, step, levels.ConvertAll(l => (l.Override.Of(step, i == 0), l.Source)));
            if (i > 0 && IsMilder(condition.Kind, steps[i].Limit.Value, steps[i - 1].Limit.Value))
            {
                // The level that moved the milder step past this one takes it along.
                steps[i] = steps[i] with { Limit = steps[i - 1].Limit, ClearLevel = steps[i - 1].ClearLevel };
            }
        }

        return steps;
    }

    private static bool IsMilder(ConditionKind kind, double limit, double below) => kind switch
    {
        ConditionKind.Above or ConditionKind.Outside => limit < below,
        ConditionKind.Below => limit > below,
        _ => false,
    };

    private static Sourced<T> Nearest<T>(List<(RuleOverride Override, RuleSource Source)> levels, Func<RuleOverride, T?> pick, T ofFleet)
        where T : struct
    {
        foreach (var (one, source) in levels)
        {
            if (pick(one) is { } value)
            {
                return new(value, source);
            }
        }

        return new(ofFleet, RuleSource.Fleet);
    }
}
