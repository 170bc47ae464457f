using System.Security.Claims;

namespace Monitor.Web.Access;

/// <summary>
/// The person behind a request, as the sign-in of that request has just read him with his token: the first check of the same request asks no second time. A
/// command reads him anew when it acts.
/// </summary>
internal sealed record RequestStanding(int UserId, AccessGate.StandingPerson Person)
{
    public static void Keep(HttpContext http, int userId, AccessGate.StandingPerson person) => http.Items[typeof(RequestStanding)] = new RequestStanding(userId, person);

    public static Actor? ActorOf(HttpContext? http, ClaimsPrincipal principal) =>
        http?.Items[typeof(RequestStanding)] is RequestStanding kept && principal.UserId() == kept.UserId ? AccessGate.Of(principal, kept.UserId, kept.Person) : null;
}
