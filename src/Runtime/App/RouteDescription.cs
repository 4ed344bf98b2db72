namespace Gatehouse;

/// <summary>A route, as <c>./app routes</c> lists it.</summary>
/// <param name="Method">The request method.</param>
/// <param name="Template">The path template, as it is declared.</param>
/// <param name="Handler">The method that answers, with its class.</param>
public sealed record RouteDescription(string Method, string Template, string Handler);
