using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What the project's other files say, as far as the compiler is given them, and what its sources mention.</summary>
internal static class ProjectFiles
{
    /// <summary>Whether host filtering lets some hosts through only: AllowedHosts of an appsettings file.</summary>
    public static bool FiltersHosts(ImmutableArray<AdditionalText> files, CancellationToken cancellationToken) => files.Any(file =>
    {
        string name = NameOf(file);
        if (!name.StartsWith("appsettings", StringComparison.OrdinalIgnoreCase) || !name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return false;
        foreach (TextLine line in file.GetText(cancellationToken)?.Lines ?? (IEnumerable<TextLine>)[])
        {
            string[] parts = line.ToString().Split('"');
            if (parts.Length >= 5 && parts[1] == "AllowedHosts" && parts[3].Length > 0 && !parts[3].Split(';').Contains("*")) return true;
        }

        return false;
    });

    /// <summary>Whether the app is meant to run in a container, in whose network only its neighbours are.</summary>
    public static bool IsForContainer(ImmutableArray<AdditionalText> files, CancellationToken cancellationToken) => files.Any(file =>
        NameOf(file).StartsWith("Dockerfile", StringComparison.OrdinalIgnoreCase)
        || file.GetText(cancellationToken)?.ToString().IndexOf("DOTNET_RUNNING_IN_CONTAINER", StringComparison.Ordinal) >= 0);

    /// <summary>Whether a text occurs in a source, be it of another part of the project.</summary>
    public static bool Mentions(Compilation compilation, CancellationToken cancellationToken, params string[] texts) =>
        compilation.SyntaxTrees.Any(tree =>
        {
            string source = tree.GetText(cancellationToken).ToString();
            return texts.Any(text => source.IndexOf(text, StringComparison.Ordinal) >= 0);
        });

    public static string NameOf(AdditionalText file) => file.Path.Substring(file.Path.LastIndexOfAny(['/', '\\']) + 1);
}
