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
        compilation.SyntaxTrees.Any(tree =>
        {
            string source = tree.GetText(cancellationToken).ToString();
            return texts.Any(text => source.IndexOf(text, StringComparison.Ordinal) >= 0);
        });

    public static string NameOf(AdditionalText file) => file.Path.Substring(file.Path.LastIndexOfAny(['/', '\\']) + 1);
}
