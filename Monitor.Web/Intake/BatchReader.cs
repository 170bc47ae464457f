using System.Globalization;
using System.Text.Json;

namespace Monitor.Web.Intake;

/// <summary>Reads the decoded bytes of a batch, and says what is wrong with them in the words for whoever sent it.</summary>
internal static class BatchReader
{
    /// <summary>The batch, which is given back by whoever takes it, or the problem.</summary>
    public static (IncomingBatch? Batch, IntakeProblem? Problem) Read(ReadOnlySpan<byte> json)
    {
        var batch = IncomingBatch.Rent();
        var problem = Read(json, batch);
        if (problem is null)
        {
            return (batch, null);
        }

        batch.Return();
        return (null, problem);
    }

    private static IntakeProblem? Read(ReadOnlySpan<byte> json, IncomingBatch batch)
    {
        try
        {
            BatchParser.Read(json, batch);
            return null;
        }
        catch (JsonException broken)
        {
            var (line, place) = BatchParser.BrokenAt(json, broken);
            return IntakeProblem.Invalid(string.Create(CultureInfo.InvariantCulture, $"The body is not JSON (line {line}, byte {place})."));
        }
        catch (BatchFormatException broken)
        {
            return IntakeProblem.Invalid(broken.Message);
        }
        catch (BatchTooMuchException tooMuch)
        {
            return IntakeProblem.TooMuch(tooMuch.Message);
        }
    }
}
