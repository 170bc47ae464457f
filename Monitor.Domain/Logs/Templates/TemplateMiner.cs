namespace Monitor.Domain.Logs.Templates;

/// <summary>
/// Finds the forms of lines as they come, after Drain (He, Zhu, Zheng, Lyu: "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017): a tree of
/// fixed depth (program, number of words, first word) leads to a few forms, of which the most similar takes the line and becomes as general as it needs. Beyond Drain,
/// forms that differ in one word alone become one only when there are so many of them that the word must be a value: "opened" and "closed" are two forms, twelve user
/// names are one; and where many forms of different length share their beginning, as the arguments of commands make them, one form with an open end (<c>…</c>) takes
/// their place. Deterministic; the patterns are the whole state. Not safe for several threads.
/// </summary>
public sealed class TemplateMiner
{
    /// <summary>Share of the constant words that have to be the same.</summary>
    private const double Similar = 0.9;

    private const string Other = "other";

    /// <summary>So many words in the same place, all else the same, are values.</summary>
    private const int Values = 5;

    private readonly Dictionary<string, ProgramForms> _programs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _lastUse = new(StringComparer.Ordinal);
    private readonly int _mostForms;
    private long _uses;

    /// <param name="mostForms">Forms of a program; what is new beyond it falls into the form <c>&lt;*&gt;</c>.</param>
    /// <param name="mostPrograms">Programs; lines of further ones are one form of the program "other" until there is room again.</param>
    public TemplateMiner(int mostForms = 1000, int mostPrograms = 2000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostForms, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostPrograms, 1);
        (_mostForms, MostPrograms) = (mostForms, mostPrograms);
    }

    public int MostPrograms { get; }

    /// <summary>All forms that stand by themselves.</summary>
    public IEnumerable<MinedTemplate> Templates => _programs.Values.SelectMany(p => p.All);

    /// <summary>Leaves of all trees, each with one form at least: what is kept in memory grows with the forms, not with the lines.</summary>
    public int Leaves => _programs.Values.Sum(p => p.Leaves);

    /// <param name="program">Whose line it is.</param>
    /// <param name="text">The line, cleaned, without the head of its protocol.</param>
    public MinedTemplate Mine(string program, ReadOnlySpan<char> text) => Of(program).Take(LogTokens.Of(text));

    /// <summary>Brings back a form that was mined before; those whose lines are all of it become one with it.</summary>
    public MinedTemplate Restore(string program, string pattern) => Of(program).Restore(pattern.Split(' '));

    /// <summary>Where there is no room for further programs, forgets those that are longest unused: a tenth of all.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlySet<string> MakeRoom()
    {
        if (_programs.Count < MostPrograms)
        {
            return new HashSet<string>();
        }

        var unused = _programs.Keys.OrderBy(p => _lastUse[p]).Take(Math.Max(1, MostPrograms / 10)).ToHashSet(StringComparer.Ordinal);
        foreach (var program in unused)
        {
            _programs.Remove(program);
            _lastUse.Remove(program);
        }

        return unused;
    }

    private ProgramForms Of(string program)
    {
        var name = _programs.ContainsKey(program) || _programs.Count < MostPrograms ? program : Other;
        if (!_programs.TryGetValue(name, out var forms))
        {
            _programs[name] = forms = new ProgramForms(name, name == program ? _mostForms : 1, Similar, Values);
        }

        _lastUse[name] = ++_uses;
        return forms;
    }
}
