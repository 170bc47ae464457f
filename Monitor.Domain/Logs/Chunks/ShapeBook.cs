using System.Runtime.InteropServices;

namespace Monitor.Domain.Logs.Chunks;

/// <summary>The shapes of some lines in the order of their first line, and for each of them its lines in order.</summary>
internal sealed class ShapeBook
{
    private readonly Dictionary<string, int> _places = [];
    private readonly List<Entry> _all = [];
    private int[] _ofLines = [];
    private int[] _firstWords = [];
    private int[] _nextLines = [];
    private int _lines;

    public IReadOnlyList<Entry> All => _all;

    /// <summary>The place of the shape of each line, -1 where it has none.</summary>
    public ReadOnlySpan<int> OfLines => _ofLines.AsSpan(0, _lines);

    public void Clear(int lines)
    {
        _places.Clear();
        _all.Clear();
        _lines = lines;
        if (_ofLines.Length < lines)
        {
            (_ofLines, _firstWords, _nextLines) = (new int[lines], new int[lines], new int[lines]);
        }

        _ofLines.AsSpan(0, lines).Fill(-1);
    }

    public void Add(int line, ReadOnlySpan<char> text, int firstWord, int words)
    {
        if (!_places.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var place))
        {
            place = _all.Count;
            _all.Add(new Entry(text.ToString(), words, line, line));
            _places.Add(_all[place].Text, place);
        }
        else
        {
            ref var known = ref CollectionsMarshal.AsSpan(_all)[place];
            _nextLines[known.LastLine] = line;
            known = known with { LastLine = line };
        }

        (_ofLines[line], _firstWords[line], _nextLines[line]) = (place, firstWord, -1);
    }

    public int FirstWord(int line) => _firstWords[line];

    /// <summary>The next line of the same shape; -1 after the last.</summary>
    public int NextLine(int line) => _nextLines[line];

    public readonly record struct Entry(string Text, int Holes, int FirstLine, int LastLine);
}
