using System.Text.RegularExpressions;

namespace Gatehouse.CodeFixes;

/// <summary>The names of a template's parameters, where a fix only needs to find them: the template may be half right.</summary>
internal static class RouteNames
{
    // A name in braces, after the stars of a catch-all.
    private static readonly Regex Names = new(@"\{\**(?<name>@?\w+)", RegexOptions.CultureInvariant);

    public static IEnumerable<Match> In(string template) => Names.Matches(template).Cast<Match>();

    public static string NameOf(Match match) => match.Groups["name"].Value;
}
