using System.Security.Cryptography;
using System.Text.Json;

namespace Monitor.Web.Tickets.Catalog;

/// <summary>
/// What one thing of the catalog holds, as a mark of its version: whoever changes it says which one the change is based on, and what somebody else changed
/// meanwhile is not overwritten.
/// </summary>
internal static class CatalogVersion
{
    public const string Conflict =
        "Somebody else changed it in the meantime, and nothing of yours was saved. Look at what is there now in the list; saving again replaces it.";

    /// <param name="shape">All that is kept of it, as the audit has it.</param>
    public static string Of(object shape) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(shape)));
}
