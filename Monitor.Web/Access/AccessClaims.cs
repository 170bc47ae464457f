using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Monitor.Web.Access;

/// <summary>The claims of our own. They are added per request, never stored in a cookie.</summary>
internal static class AccessClaims
{
    /// <summary>The peer's address when the request or circuit began.</summary>
    public const string Address = "monitor.address";

    /// <summary>Id of the API token that was used.</summary>
    public const string TokenId = "monitor.token";

    /// <summary>Scopes of that token, space separated.</summary>
    public const string TokenScopes = "monitor.scopes";

    public static int? UserId(this ClaimsPrincipal principal) =>
        principal.Identity?.IsAuthenticated == true
        && int.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;

    /// <summary>The socket's peer, or what a listed proxy said in its place (the forwarded-headers middleware has decided that already).</summary>
    public static string PeerAddress(this HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return address is null ? "" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}

/// <summary>Adds the peer's address to a copy of the principal, so that circuits, which outlive their request, can write it into the audit.</summary>
internal sealed class AddressClaim(IHttpContextAccessor contexts) : IClaimsTransformation
{
    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        if (contexts.HttpContext is not { } context || principal.HasClaim(c => c.Type == AccessClaims.Address))
        {
            return Task.FromResult(principal);
        }

        // A copy: the original may be written back into the cookie when it is renewed.
        var copy = principal.Clone();
        copy.AddIdentity(new ClaimsIdentity([new Claim(AccessClaims.Address, context.PeerAddress())]));
        return Task.FromResult(copy);
    }
}
