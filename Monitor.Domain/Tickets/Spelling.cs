namespace Monitor.Domain.Tickets;

/// <summary>How far apart two spellings are.</summary>
public static class Spelling
{
    /// <summary>Slips that are forgiven: one in a word of up to five letters, two in a longer one.</summary>
    public static int Forgiven(string word) => word.Length <= 5 ? 1 : 2;

    /// <summary>
    /// Letters to add, leave out, replace or exchange with their neighbour to come from one to the other: the optimal string alignment distance (L. Boytsov,
    /// Indexing methods for approximate dictionary searching, 2011, section 2.2). Time and memory grow with the product of the lengths.
    /// </summary>
    public static int Distance(string one, string other)
    {
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= other.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            for (var j = 1; j <= other.Length; j++)
            {
                var same = one[i - 1] == other[j - 1] ? 0 : 1;
                var least = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + same);
                rows[i, j] = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] ? Math.Min(least, rows[i - 2, j - 2] + 1) : least;
            }
        }

        return rows[one.Length, other.Length];
    }
}
