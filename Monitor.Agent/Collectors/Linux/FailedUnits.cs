using System.Text;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>The answer to ListUnitsFiltered: an array of structures <c>(ssssssouso)</c>, of which the first text is the unit's name.</summary>
internal static class FailedUnits
{
    /// <summary>Names in words; the rest is counted.</summary>
    public const int MostNames = 10;

    /// <summary>False where the answer is cut short or not of this shape.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, List<string> names)
    {
        names.Clear();
        var reader = new BusReader(body);
        if (!reader.Number(out var length))
        {
            return false;
        }

        // The padding before the first structure is there also in an empty array, and is not part of its length.
        reader.Align(8);
        if (length > body.Length - reader.Position)
        {
            return length == 0;
        }

        var end = reader.Position + (int)length;
        while (reader.Position < end)
        {
            if (!NextUnit(ref reader, out var name))
            {
                return false;
            }

            names.Add(Encoding.UTF8.GetString(name));
            reader.Align(8);
        }

        return true;
    }

    /// <summary>"none", or the names in order; beyond ten how many more there are.</summary>
    public static string Words(List<string> names)
    {
        names.Sort(StringComparer.Ordinal);
        return names.Count == 0 ? "none"
            : names.Count <= MostNames ? string.Join(", ", names)
            : string.Join(", ", names.GetRange(0, MostNames)) + $" and {names.Count - MostNames} more";
    }

    /// <summary>Name, description, load, active and sub state, followed unit, path, job number, job type, job path.</summary>
    private static bool NextUnit(ref BusReader reader, out ReadOnlySpan<byte> name)
    {
        var complete = reader.Text(out name);
        for (var i = 0; i < 6 && complete; i++)
        {
            complete = reader.Text(out _);
        }

        return complete && reader.Number(out _) && reader.Text(out _) && reader.Text(out _);
    }
}
