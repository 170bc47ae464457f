namespace Monitor.Domain.Logs.Templates;

/// <summary>The forms of one program, found by the number of words and the first one.</summary>
internal sealed class ProgramForms(string program, int most, double similar, int values)
{
    private readonly Dictionary<(int Count, string First), List<MinedTemplate>> _leaves = [];
    private readonly OpenForms _open = new();
    private MinedTemplate? _rest;
    private int _count;

    /// <summary>Lists of forms that are kept, each with at least one.</summary>
    internal int Leaves => _leaves.Count;

    public IEnumerable<MinedTemplate> All => _leaves.Values.SelectMany(l => l).Concat(_open.All);

    public MinedTemplate Take(List<string> words)
    {
        if (words.Count == 0)
        {
            words.Add(LogTokens.Wild);
        }

        CloseEnd(words);

        if (_open.Find(words) is { } open)
        {
            return open;
        }

        var leaf = _leaves.GetValueOrDefault(Key(words[0], words.Count));
        if (leaf is not null && Best(leaf, words) is { } best)
        {
            return Generalise(leaf, best, words);
        }

        if (_count >= most)
        {
            return _rest ??= Restore([LogTokens.Wild]);
        }

        leaf ??= Leaf(words[0], words.Count);
        var added = Add(leaf, [.. words]);
        var form = Gather(leaf, Become(leaf, added, added.Words));
        return _open.HeadOf(form.Words, Closed()) is { } head ? Open(head) : form;
    }

    public MinedTemplate Restore(string[] words)
    {
        if (words[^1] == OpenForms.End)
        {
            return Open(words[..^1]);
        }

        if (_open.Find(words) is { } open)
        {
            return open;
        }

        var leaf = Leaf(words[0], words.Length);
        return leaf.Find(t => t.Words.AsSpan().SequenceEqual(words)) ?? Become(leaf, Add(leaf, words), words);
    }

    /// <summary>What stands alone at the end of a pattern is its open end: a line that has the sign there has it as part of the word before.</summary>
    private static void CloseEnd(List<string> words)
    {
        if (words[^1] != OpenForms.End)
        {
            return;
        }

        if (words.Count == 1)
        {
            words[0] = LogTokens.Wild;
            return;
        }

        words[^2] += OpenForms.End;
        words.RemoveAt(words.Count - 1);
    }

    private IEnumerable<MinedTemplate> Closed() => _leaves.Values.SelectMany(l => l);

    /// <summary>All forms that begin so become one.</summary>
    private MinedTemplate Open(string[] head)
    {
        var open = _open.Add(program, head, out var narrower);
        foreach (var other in narrower)
        {
            other.MergeInto(open);
            _count--;
        }

        foreach (var (key, leaf) in _leaves)
        {
            foreach (var form in leaf.FindAll(f => OpenForms.Begins(f.Words, head)))
            {
                Merge(leaf, form, open);
            }

            if (leaf.Count == 0)
            {
                _leaves.Remove(key);
            }
        }

        _count++;
        return open;
    }

    private static (int Count, string First) Key(string first, int count) => (count, LogTokens.IsWild(first) ? LogTokens.Wild : first);

    /// <summary>For a form that is added: one without any would be kept for every first word that ever came.</summary>
    private List<MinedTemplate> Leaf(string first, int count)
    {
        var key = Key(first, count);
        if (!_leaves.TryGetValue(key, out var leaf))
        {
            _leaves[key] = leaf = [];
        }

        return leaf;
    }

    private MinedTemplate Add(List<MinedTemplate> leaf, string[] words)
    {
        var added = new MinedTemplate(program, words);
        leaf.Add(added);
        _count++;
        return added;
    }

    private MinedTemplate? Best(List<MinedTemplate> leaf, List<string> words)
    {
        var (best, bestSame, bestShare) = ((MinedTemplate?)null, -1, similar);
        foreach (var form in leaf)
        {
            var (same, other) = Compare(form.Words, words);
            var share = other == 0 ? 1 : (double)same / (same + other);
            if (share > bestShare || (share == bestShare && same > bestSame))
            {
                (best, bestSame, bestShare) = (form, same, share);
            }
        }

        return best;
    }

    /// <summary>Constant words that are the same, and that are not.</summary>
    private static (int Same, int Other) Compare(string[] form, List<string> words)
    {
        var (same, other) = (0, 0);
        for (var i = 0; i < form.Length; i++)
        {
            if (string.Equals(form[i], words[i], StringComparison.Ordinal))
            {
                same += LogTokens.IsWild(form[i]) ? 0 : 1;
            }
            else if (!LogTokens.IsWild(form[i]))
            {
                other++;
            }
        }

        return (same, other);
    }

    private MinedTemplate Generalise(List<MinedTemplate> leaf, MinedTemplate form, List<string> words)
    {
        string[]? general = null;
        for (var i = 0; i < words.Count; i++)
        {
            if (!LogTokens.IsWild(form.Words[i]) && !string.Equals(form.Words[i], words[i], StringComparison.Ordinal))
            {
                general ??= [.. form.Words];
                general[i] = LogTokens.Wild;
            }
        }

        return general is null ? form : Become(leaf, form, general);
    }

    private MinedTemplate Become(List<MinedTemplate> leaf, MinedTemplate form, string[] words)
    {
        form.Words = words;
        foreach (var narrow in leaf.FindAll(t => t != form && Covers(words, t.Words)))
        {
            Merge(leaf, narrow, form);
        }

        if (leaf.Find(t => t != form && t.Words.AsSpan().SequenceEqual(words)) is { } twin)
        {
            Merge(leaf, form, twin);
            return twin;
        }

        return form;
    }

    /// <summary>Whether every line of the narrow form is one of the wide form.</summary>
    private static bool Covers(string[] wide, string[] narrow)
    {
        var same = 0;
        for (var i = 0; i < wide.Length; i++)
        {
            if (string.Equals(wide[i], narrow[i], StringComparison.Ordinal))
            {
                same += wide[i].Any(char.IsLetter) ? 1 : 0;
            }
            else if (wide[i] != LogTokens.Wild)
            {
                return false;
            }
        }

        return same > 0;
    }

    private void Merge(List<MinedTemplate> leaf, MinedTemplate form, MinedTemplate into)
    {
        leaf.Remove(form);
        _count--;
        form.MergeInto(into);
    }

    /// <summary>Makes one form of those that differ from the new one in the same single word, where they are many.</summary>
    private MinedTemplate Gather(List<MinedTemplate> leaf, MinedTemplate added)
    {
        for (var place = 1; place < added.Words.Length; place++)
        {
            if (LogTokens.IsWild(added.Words[place]))
            {
                continue;
            }

            var kin = leaf.FindAll(t => DiffersAt(t.Words, added.Words, place));
            if (kin.Count < values)
            {
                continue;
            }

            var first = kin[0];
            foreach (var other in kin.Skip(1).Append(added))
            {
                Merge(leaf, other, first);
            }

            string[] general = [.. first.Words];
            general[place] = LogTokens.Wild;
            return Become(leaf, first, general);
        }

        return added;
    }

    private static bool DiffersAt(string[] a, string[] b, int place)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (i != place && !string.Equals(a[i], b[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
