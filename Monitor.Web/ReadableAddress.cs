using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Monitor.Web;

/// <summary>
/// An address that was typed, or cut on its way, may hold a number that cannot be read. The framework then draws no page at all: such values are taken out of the
/// address before, and the page stands as without them.
/// </summary>
internal static class ReadableAddress
{
    private static readonly ConcurrentDictionary<Type, Dictionary<string, Type>> Known = new();

    /// <summary>Of the parts that some pages are made of. A name that two parts read in different ways is left to them.</summary>
    private static readonly Lazy<Dictionary<string, Type>> OfParts = new(() => typeof(ReadableAddress).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && typeof(IComponent).IsAssignableFrom(t) && !t.IsDefined(typeof(RouteAttribute)))
        .SelectMany(Values).GroupBy(v => v.Name, v => v.Type, StringComparer.OrdinalIgnoreCase).Where(g => g.Distinct().Count() == 1)
        .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase));

    /// <summary>The names in the query of an address whose values neither the page nor its parts could read.</summary>
    public static IReadOnlyList<string> Unreadable(Type page, string address)
    {
        var query = address.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
        {
            return [];
        }

        var types = Known.GetOrAdd(page, OfPage);
        var end = address.IndexOf('#', query);
        return [.. QueryHelpers.ParseQuery(end < 0 ? address[query..] : address[query..end])
            .Where(v => types.TryGetValue(v.Key, out var type) && v.Value.Any(text => !IsReadable(type, text ?? ""))).Select(v => v.Key)];
    }

    private static Dictionary<string, Type> OfPage(Type page)
    {
        var types = page.IsDefined(typeof(HoldsPartsAttribute)) ? new Dictionary<string, Type>(OfParts.Value, StringComparer.OrdinalIgnoreCase) : new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, type) in Values(page))
        {
            types[name] = type;
        }

        return types;
    }

    private static IEnumerable<(string Name, Type Type)> Values(Type component) =>
        from property in component.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        let attribute = property.GetCustomAttribute<SupplyParameterFromQueryAttribute>()
        where attribute is not null
        select (attribute.Name ?? property.Name, property.PropertyType);

    private static bool IsReadable(Type type, string text) => text.Length == 0
        || (type == typeof(int?) ? int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
            : type == typeof(long?) ? long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
            : type != typeof(bool?) || bool.TryParse(text, out _));
}

/// <summary>A page with parts that take values of their own from the address. On any other page such a name may mean something else.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class HoldsPartsAttribute : Attribute;
