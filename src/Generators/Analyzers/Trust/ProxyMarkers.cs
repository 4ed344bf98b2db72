using System.Runtime.CompilerServices;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What shows that a project is run behind a proxy.</summary>
internal static class ProxyMarkers
{
    private static readonly string[] Names = ["UseForwardedHeaders", "ForwardedHeadersOptions", "ProxyFix"];

    // A tree that is not edited is the same in the next compilation: what it has is looked for once.
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<bool>> Marked = new();

    public static bool AreIn(Compilation compilation, AnalyzerOptions options)
    {
        if (options.AdditionalFiles.Any(file => file.Path.EndsWith(".conf", StringComparison.OrdinalIgnoreCase)
            || file.Path.EndsWith(".conf.template", StringComparison.OrdinalIgnoreCase)))
        {
            return true;
        }

        if (KnownTypes.From(compilation) is { } known
            && (BuildProperties.Read(options.AnalyzerConfigOptionsProvider.GlobalOptions).TrustedProxies is { Count: > 0 }
                || Apps.Of(compilation, known).Any(app => KnownTypes.AttributeOf(app, known.TrustedProxiesAttribute) is not null)))
        {
            return true;
        }

        return compilation.SyntaxTrees.Any(tree => Marked.GetValue(tree, tree => new StrongBox<bool>(IsMarked(tree))).Value);
    }

    private static bool IsMarked(SyntaxTree tree) => tree.GetRoot().DescendantNodes()
        .Any(node => node is IdentifierNameSyntax { Identifier.ValueText: var name } && Names.Contains(name));
}
