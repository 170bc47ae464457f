namespace Monitor.Domain.Problems;

/// <summary>
/// What a rule means for one host: each value from the nearest level that sets it, which is the host, then its groups from the inside out, then the
/// fleet. Limit and clear level are in the metric's unit.
/// </summary>
public sealed record EffectiveRule
{
    /// <summary>A clear need not hold longer than this, however long the breach had to hold.</summary>
    public static readonly TimeSpan LongestClear = TimeSpan.FromMinutes(1);

    public required Rule Rule { get; init; }

    public Sourced<double> Limit { get; init; }

    /// <summary>
    /// The level at which a firing problem begins to clear. Where the limit is set nearer to the host than the clear level, the clear level keeps its
    /// proportion to its own limit, so that a limit of 1 % below a fleet of "90 %, clear 85 %" clears at 0.94 % and not at 85 %.
    /// </summary>
    public Sourced<double> ClearLevel { get; init; }

    public Sourced<TimeSpan> ForDuration { get; init; }

    public Sourced<bool> Enabled { get; init; }

    /// <summary>True when anything of the rule is set for this very host: somebody wants to be told.</summary>
    public bool IsHostWish { get; init; }

    public Threshold Threshold => new(
        Rule.Condition, Limit.Value, ClearLevel.Value, ForDuration.Value, ForDuration.Value < LongestClear ? ForDuration.Value : LongestClear);

    /// <param name="rule">The fleet's rule.</param>
    /// <param name="overrides">The overrides of this rule; those for other hosts and groups are passed over.</param>
    /// <param name="groups">The tree of groups.</param>
    /// <param name="hostId">The host, or null for a group as such.</param>
    /// <param name="groupId">The host's group.</param>
    public static EffectiveRule Of(Rule rule, IEnumerable<RuleOverride> overrides, GroupTree groups, int? hostId, int groupId)
    {
        var mine = overrides.Where(o => o.RuleId == rule.Id).ToList();
        var levels = new List<(RuleOverride Override, RuleSource Source)>();
        var ofHost = hostId is null ? null : mine.Find(o => o.HostId == hostId);
        if (ofHost is not null)
        {
            levels.Add((ofHost, RuleSource.Host));
        }

        foreach (var group in groups.PathUp(groupId))
        {
            var ofGroup = mine.Find(o => o.GroupId == group.Id);
            if (ofGroup is not null)
            {
                levels.Add((ofGroup, new RuleSource(RuleTarget.Group, group.Name)));
            }
        }

        return new EffectiveRule
        {
            Rule = rule,
            Limit = Nearest(levels, o => o.Limit, rule.Limit),
            ClearLevel = ClearLevelOf(rule, levels),
            ForDuration = Nearest(levels, o => o.ForDuration, rule.ForDuration),
            Enabled = Nearest(levels, o => o.Enabled, rule.Enabled),
            IsHostWish = ofHost is not null,
        };
    }

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

    private static Sourced<double> ClearLevelOf(Rule rule, List<(RuleOverride Override, RuleSource Source)> levels)
    {
        // From the fleet inwards: a level that sets only a limit scales the clear level along, one that sets a clear level sets it.
        var limit = rule.Limit;
        var clear = new Sourced<double>(rule.ClearLevel, RuleSource.Fleet);
        for (var i = levels.Count - 1; i >= 0; i--)
        {
            var (one, source) = levels[i];
            var newLimit = one.Limit ?? limit;
            if (one.ClearLevel is { } set)
            {
                clear = new(set, source);
            }
            else if (one.Limit is not null)
            {
                clear = new(limit > 0 && newLimit > 0 ? newLimit * (clear.Value / limit) : newLimit, source);
            }

            limit = newLimit;
        }

        // Whatever was typed where, a problem can only clear on the good side of its limit.
        return rule.Condition switch
        {
            RuleCondition.Above => clear with { Value = Math.Min(clear.Value, limit) },
            RuleCondition.Below => clear with { Value = Math.Max(clear.Value, limit) },
            _ => clear,
        };
    }
}
