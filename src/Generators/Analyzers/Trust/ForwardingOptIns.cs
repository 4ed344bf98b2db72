using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>A setting by which the middleware stops to check who sent a header.</summary>
internal sealed record ForwardingSwitch(string Name, string Effect, bool EnablesMiddleware);

/// <summary>The settings that turn checks of the middleware off, and where a project's files set them.</summary>
internal static class ForwardingOptIns
{
    public const string EnablingVariable = "ASPNETCORE_FORWARDEDHEADERS_ENABLED";

    /// <summary>What <see cref="EnablingVariable"/> is in the configuration of the host.</summary>
    public const string EnablingSetting = "ForwardedHeaders_Enabled";

    /// <summary>The variables of the environment.</summary>
    public static readonly ForwardingSwitch[] Variables =
    [
        new(EnablingVariable, "makes the middleware believe the headers of every peer", EnablesMiddleware: true),
        new(
            "MICROSOFT_ASPNETCORE_HTTPOVERRIDES_IGNORE_UNKNOWN_PROXIES_WITHOUT_FOR",
            "makes the middleware take the scheme and host from unknown peers",
            EnablesMiddleware: false),
    ];

    /// <summary>The switch of AppContext.</summary>
    public static readonly ForwardingSwitch AppContextSwitch = new(
        "Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor",
        "makes the middleware take the scheme and host from unknown peers",
        EnablesMiddleware: false);

    public static bool IsOn(string value) => value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The places of a file in which a variable is set: NAME=true of a Dockerfile, a unit or a compose file, NAME: "1" of YAML,
    /// "NAME": "true" of JSON. What is commented out is not.
    /// </summary>
    public static IEnumerable<(ForwardingSwitch Switch, TextSpan Span, LinePositionSpan Lines)> In(AdditionalText file, CancellationToken cancellationToken)
    {
        if (!CanSetVariables(ProjectFiles.NameOf(file)) || file.GetText(cancellationToken) is not { } text) yield break;
        foreach (TextLine line in text.Lines)
        {
            string content = line.ToString();
            if (IsComment(content.TrimStart())) continue;
            foreach (ForwardingSwitch known in Variables)
            {
                int start = content.IndexOf(known.Name, StringComparison.Ordinal);
                if (start < 0 || ValueEnd(content, start + known.Name.Length) is not { } end) continue;
                var span = TextSpan.FromBounds(line.Start + start, line.Start + end);
                yield return (known, span, text.Lines.GetLinePositionSpan(span));
            }
        }
    }

    /// <summary>Where a value that turns a variable on ends, if one follows its name; null else.</summary>
    private static int? ValueEnd(string line, int afterName)
    {
        int start = afterName;
        while (start < line.Length && line[start] is '"' or '\'' or ' ' or '\t' or '=' or ':') start++;
        int end = start;
        while (end < line.Length && char.IsLetterOrDigit(line[end])) end++;
        return start > afterName && IsOn(line.Substring(start, end - start)) ? end : null;
    }

    private static bool IsComment(string line) =>
        line.StartsWith("#", StringComparison.Ordinal) || line.StartsWith(";", StringComparison.Ordinal) || line.StartsWith("//", StringComparison.Ordinal);

    private static bool CanSetVariables(string name) =>
        name.Equals("launchSettings.json", StringComparison.OrdinalIgnoreCase)
        || name.IndexOf("Dockerfile", StringComparison.OrdinalIgnoreCase) >= 0
        || name.EndsWith(".service", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".env", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase);
}
