namespace Monitor.Tests.RootCause.Injection;

/// <summary>One run from beginning to end: what the machines showed, what was told, what was noticed and when, and (for the judge alone) what it was.</summary>
internal sealed class Tale
{
    public const int Onset = 1080;

    private const int Longest = Onset + 200;

    private readonly Dictionary<Machine, int> _places;

    private Tale(int seed, string kind, IReadOnlyList<Machine> machines)
    {
        (Seed, Kind, Machines) = (seed, kind, machines);
        _places = machines.Select((m, i) => (m, i)).ToDictionary(p => p.m, p => p.i);
    }

    public int Seed { get; }

    /// <summary>"nothing" where nothing was done.</summary>
    public string Kind { get; }

    public IReadOnlyList<Machine> Machines { get; }

    public List<IReadOnlyList<Shown>> Steps { get; } = [];

    public List<Happening> Happenings { get; } = [];

    public Notice Notice { get; private set; } = null!;

    /// <summary>The step at which the reading had been above its limit for half a minute.</summary>
    public int NoticedAt { get; private set; }

    /// <summary>An answer is right when it names one of these; empty where there is none to name.</summary>
    public IReadOnlyList<string> Culprits { get; private set; } = [];

    /// <summary>The machine that the culprit sits on; empty where there is none.</summary>
    public string Place { get; private set; } = "";

    public bool IsNoticed => IsAbove(Notice.Limit, NoticedAt);

    /// <summary>Whether the reading would have been above its limit then with nothing else going on.</summary>
    public bool IsNoticedAnyway => Tell(Kind, Seed, isQuiet: true).IsAbove(Notice.Limit, NoticedAt);

    /// <summary>
    /// Sixty of these are told, of which every sixth has no trouble in it. A trouble too small for anybody to notice opens no problem, so another one is drawn; and so it is where nothing was
    /// done but what goes on as well is why something was noticed: that would be a cause.
    /// </summary>
    public static Tale Tell(int number, int seed)
    {
        var kind = number % 6 == 5 ? "nothing" : Mishaps.Kinds[(number - (number / 6)) % Mishaps.Kinds.Count];
        for (var draw = (seed * 1000) + number; ; draw += 1_000_000)
        {
            var tale = Tell(kind, draw);
            if (tale.IsNoticed && (kind != "nothing" || tale.IsNoticedAnyway))
            {
                return tale;
            }
        }
    }

    /// <param name="isQuiet">As it would have been with nothing else going on.</param>
    private static Tale Tell(string kind, int seed, bool isQuiet = false)
    {
        var dice = new Dice(seed);
        var machines = Town.Build(dice);
        var tale = new Tale(seed, kind, machines);
        var clockwork = new Clockwork(machines, dice);
        var decoys = Decoys.Draw(machines, Onset, dice);
        tale.Happenings.AddRange(decoys.Where(d => d.Told is not null).Select(d => d.Told!));
        var mishap = kind == "nothing" ? null : Mishaps.Draw(kind, machines, dice);
        var notice = mishap?.Notice ?? new Notice(dice.One(machines), dice.One(["cpu.used_percent", "answer.latency_ms", "load.1m"]), "", double.NaN);
        (tale.Culprits, tale.Place) = (mishap?.Culprits ?? [], mishap?.Machine.Name ?? "");
        if (mishap?.Announced is { } announced)
        {
            tale.Happenings.Add(new Happening(Onset - dice.Whole(1, 12), mishap.Machine, "deploy", announced));
        }

        tale.Run(clockwork, isQuiet ? [] : decoys, mishap, notice);
        return tale;
    }

    private void Run(Clockwork clockwork, List<Decoy> decoys, Mishap? mishap, Notice notice)
    {
        var above = 0;
        for (var step = 0; step < Longest && NoticedAt == 0; step++)
        {
            decoys.Where(d => d.From == step).ToList().ForEach(d => d.Begin());
            decoys.Where(d => d.Until == step).ToList().ForEach(d => d.End());
            if (step == Onset && double.IsNaN(notice.Limit))
            {
                notice = notice with { Limit = LimitFrom(notice, mishap is null ? .9 : .995) };
            }

            if (step >= Onset)
            {
                mishap?.Do(step - Onset);
            }

            Steps.Add(clockwork.Next());
            above = step >= Onset && Reading(notice, step) > notice.Limit ? above + 1 : 0;
            NoticedAt = above == 3 ? step : 0;
        }

        NoticedAt = NoticedAt == 0 ? Steps.Count - 1 : NoticedAt;
        Notice = notice;
        for (var more = 0; more < 12; more++)
        {
            mishap?.Do(Steps.Count - Onset);
            Steps.Add(clockwork.Next());
        }
    }

    public double Reading(Notice notice, int step) => Steps[step][Index(notice.Machine)].Readings[(notice.Reading, notice.Labels)];

    private bool IsAbove(double limit, int step) => step < Steps.Count && Reading(Notice, step) > limit;

    public int Index(Machine machine) => _places[machine];

    // What a person would set: above nearly all that was seen; too low on purpose where nothing is wrong.
    private double LimitFrom(Notice notice, double share)
    {
        var seen = Enumerable.Range(0, Onset).Select(i => Reading(notice, i)).Order().ToList();
        return seen[(int)(share * (seen.Count - 1))] * (share > .99 ? 1.3 : 1);
    }
}
