using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace Monitor.Web.Access.Sessions;

/// <summary>
/// The session cookie carries the prefix <c>__Host-</c> over HTTPS, so that no other host or path can plant one. Browsers refuse that prefix
/// without HTTPS, so a plain name is used on loopback and other plain HTTP.
/// </summary>
internal sealed class SessionCookies : ICookieManager
{
    public const string Name = "monitor.session";

    private readonly ChunkingCookieManager _inner = new();

    public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, NameFor(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _inner.AppendResponseCookie(context, NameFor(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _inner.DeleteCookie(context, NameFor(context, key), options);

    private static string NameFor(HttpContext context, string key) => context.Request.IsHttps ? "__Host-" + key : key;
}
