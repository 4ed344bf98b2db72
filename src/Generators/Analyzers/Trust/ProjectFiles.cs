using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What the project's other files say, as far as the compiler is given them, and what its sources mention.</summary>
internal static class ProjectFiles
{
    /// <summary>Whether the app is meant to run in a container, in whose network only its neighbours are.</summary>
    public static bool IsForContainer(ImmutableArray<AdditionalText> files, CancellationToken cancellationToken) => files.Any(file =>
        NameOf(file).StartsWith("Dockerfile", StringComparison.OrdinalIgnoreCase)
        || file.GetText(cancellationToken)?.ToString().IndexOf("DOTNET_RUNNING_IN_CONTAINER", StringComparison.Ordinal) >= 0);

    /// <summary>Whether a file or a source has the framework add the middleware, with every peer believed.</summary>
    public static bool EnableMiddleware(Compilation compilation, ImmutableArray<AdditionalText> files, CancellationToken cancellationToken) =>
        Mentions(compilation, cancellationToken, ForwardingOptIns.EnablingVariable, ForwardingOptIns.EnablingSetting)
        || files.Any(file => ForwardingOptIns.In(file, cancellationToken).Any(found => found.Switch.EnablesMiddleware));

    /// <summary>Whether a text occurs in a source, be it of another part of the project.</summary>
    public static bool Mentions(Compilation compilation, CancellationToken cancellationToken, params string[] texts) =>
        Mentioned(compilation, cancellationToken, texts).Any();

    /// <summary>The texts that occur in the sources, each once for each source.</summary>
    public static IEnumerable<string> Mentioned(Compilation compilation, CancellationToken cancellationToken, params string[] texts) =>
        compilation.SyntaxTrees
            .Select(tree => tree.GetText(cancellationToken).ToString())
            .SelectMany(source => texts.Where(text => IsIn(source, text)));

    public static string NameOf(AdditionalText file) => file.Path.Substring(file.Path.LastIndexOfAny(['/', '\\']) + 1);

    /// <summary>Whether a source has a text, and not as the end of a longer name. A prefix of a variable is no part of its name.</summary>
    private static bool IsIn(string source, string text)
    {
        for (int at = source.IndexOf(text, StringComparison.Ordinal); at >= 0; at = source.IndexOf(text, at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || !(char.IsLetterOrDigit(source[at - 1]) && char.IsLetterOrDigit(text[0]))) return true;
        }

        return false;
    }

}
