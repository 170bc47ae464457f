using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;
using Monitor.Data;

namespace Monitor.Web.Store;

/// <summary>
/// A query whose shape is always the same, translated once: looking a query up by its shape at each use costs more than asking a small table. For those that
/// every request asks.
/// </summary>
/// <param name="compile">By <c>EF.CompileAsyncQuery</c>.</param>
internal sealed class KnownQuery<TQuery>(Func<TQuery> compile)
    where TQuery : class
{
    /// <summary>A translation is of one model; tests have several.</summary>
    private readonly ConditionalWeakTable<IModel, TQuery> _compiled = new();

    public TQuery In(MonitorDb db) => _compiled.GetValue(db.Model, _ => compile());
}
