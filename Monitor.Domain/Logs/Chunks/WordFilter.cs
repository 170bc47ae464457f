namespace Monitor.Domain.Logs.Chunks;

/// <summary>
/// Tells of a chunk which words it has not: a Bloom filter (Bloom, 1970) of its distinct words, of ten bits each and seven hashes, so that it says "may be" of one in
/// 120 words that are not there. Two hashes make the seven (Kirsch and Mitzenmacher, 2006).
/// </summary>
public static class WordFilter
{
    private const int BitsPerWord = 10;
    private const int Hashes = 7;

    /// <summary>The filter of these words, by their hashes; an empty one of none.</summary>
    internal static byte[] Of(IReadOnlyCollection<ulong> words)
    {
        var filter = new byte[((words.Count * BitsPerWord) + 7) / 8];
        var bits = (ulong)filter.Length * 8;
        foreach (var word in words)
        {
            for (var i = 0; i < Hashes; i++)
            {
                var bit = Bit(word, i, bits);
                filter[(int)(bit >> 3)] |= (byte)(1 << (int)(bit & 7));
            }
        }

        return filter;
    }

    /// <summary>Adds the hashes of the words of a text.</summary>
    internal static void Collect(ReadOnlySpan<char> text, HashSet<ulong> words)
    {
        for (var word = LogWords.Next(ref text); !word.IsEmpty; word = LogWords.Next(ref text))
        {
            words.Add(LogWords.Hash(word));
        }
    }

    /// <summary>False where no line of the chunk can match.</summary>
    public static bool MayMatch(ReadOnlySpan<byte> filter, LogQuery query)
    {
        foreach (var word in query.Words)
        {
            if (!MayHave(filter, word))
            {
                return false;
            }
        }

        return true;
    }

    private static bool MayHave(ReadOnlySpan<byte> filter, ulong word)
    {
        var bits = (ulong)filter.Length * 8;
        if (bits == 0)
        {
            return false;
        }

        for (var i = 0; i < Hashes; i++)
        {
            var bit = Bit(word, i, bits);
            if ((filter[(int)(bit >> 3)] & (1 << (int)(bit & 7))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ulong Bit(ulong word, int hash, ulong bits) => (uint)((word & uint.MaxValue) + ((ulong)hash * ((word >> 32) | 1))) * bits >> 32;
}
