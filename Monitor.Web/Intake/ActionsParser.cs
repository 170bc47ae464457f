using System.Text.Json;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Wire;

namespace Monitor.Web.Intake;

/// <summary>Reads what an agent allows and what became of its commands. What cannot be read is left out; it is checked once more where it is kept.</summary>
internal static class ActionsParser
{
    private const int MostActions = 64;
    private const int MostParameters = 50;
    private const int MostResults = 100;

    public static void ReadActions(ref Utf8JsonReader reader, IncomingBatch batch)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        BatchParser.Expect(reader.TokenType == JsonTokenType.StartObject, "The actions are an object.");
        var (problem, list) = ((string?)null, new List<WireAction>());
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isProblem, isList) = (reader.ValueTextEquals("problem"u8), reader.ValueTextEquals("list"u8));
            reader.Read();
            if (isProblem)
            {
                problem = TextOf(ref reader, 4000);
            }
            else if (isList)
            {
                ReadList(ref reader, list);
            }
            else
            {
                reader.Skip();
            }
        }

        batch.Actions = new WireActions(problem, list);
    }

    public static void ReadResults(ref Utf8JsonReader reader, IncomingBatch batch)
    {
        while (JsonList.Next(ref reader, "results"))
        {
            if (batch.Results.Count == MostResults)
            {
                throw new BatchTooMuchException("At most 100 results of commands are taken in one batch.");
            }

            var (id, state, output, code) = (Guid.Empty, "", "", (long?)null);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = NameOf(ref reader);
                reader.Read();
                switch (name)
                {
                    case "id": id = Guid.TryParse(TextOf(ref reader, 100), out var read) ? read : Guid.Empty; break;
                    case "state": state = TextOf(ref reader, 20) ?? ""; break;
                    case "output": output = TextOf(ref reader, 2 * AgentCommand.OutputLength) ?? ""; break;
                    case "code": code = JsonNumber.Whole(ref reader); break;
                    default: reader.Skip(); break;
                }
            }

            if (id != Guid.Empty && state.Length > 0)
            {
                batch.Results.Add(new WireResult(id, state, output, code is >= int.MinValue and <= int.MaxValue ? (int)code : null));
            }
            else
            {
                batch.Refusals.Add(Refusals.TextInvalid);
            }
        }
    }

    private static void ReadList(ref Utf8JsonReader reader, List<WireAction> list)
    {
        while (JsonList.Next(ref reader, "list"))
        {
            var (action, kind, text, parameters) = ("", "", "", new List<string>());
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = NameOf(ref reader);
                reader.Read();
                switch (name)
                {
                    case "name": action = TextOf(ref reader, 200) ?? ""; break;
                    case "kind": kind = TextOf(ref reader, 200) ?? ""; break;
                    case "text": text = TextOf(ref reader, 1000) ?? ""; break;
                    case "parameters": ReadParameters(ref reader, parameters); break;
                    default: reader.Skip(); break;
                }
            }

            if (list.Count < MostActions && RunbookCheck.IsActionName(action))
            {
                list.Add(new WireAction(action, kind, text, parameters));
            }
        }
    }

    private static void ReadParameters(ref Utf8JsonReader reader, List<string> parameters)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (TextOf(ref reader, 200) is { } one && parameters.Count < MostParameters)
            {
                parameters.Add(one);
            }
        }
    }

    private static string NameOf(ref Utf8JsonReader reader) => TextCheck.Read(ref reader, 100, out var name) is null ? name : "";

    private static string? TextOf(ref Utf8JsonReader reader, int length) => TextCheck.Read(ref reader, length, out var text) is null ? text : null;
}
