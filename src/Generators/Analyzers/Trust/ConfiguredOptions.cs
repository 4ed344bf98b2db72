using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// Looks in all sources of a project for the options that are configured as a service, and for whoever takes them. It goes by the names in
/// the syntax: what other code means is not asked of the compiler.
/// </summary>
internal static class ConfiguredOptions
{
    /// <summary>A place that configures the options without a name of their own, where nobody takes those; null for none.</summary>
    public static Location? FindUnread(Compilation compilation, ImmutableArray<AdditionalText> files)
    {
        // The host itself takes them where its setting says so.
        if (ProjectFiles.EnableMiddleware(compilation, files, CancellationToken.None)) return null;

        Location? configured = null;
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            if (tree.GetText().ToString().IndexOf("ForwardedHeaders", StringComparison.Ordinal) < 0) continue;
            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
            {
                if (IsRead(node)) return null;
                if (configured is null && IsConfigured(node)) configured = node.GetLocation();
            }
        }

        return configured;
    }

    /// <summary>Configure&lt;ForwardedHeadersOptions&gt;(…) of whatever kind, and AddOptions, without a name.</summary>
    private static bool IsConfigured(SyntaxNode node) => node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax method }, ArgumentList.Arguments.Count: var count }
        && OptionsNames.Has(method, OptionsNames.Options)
        && (method.Identifier.ValueText, count) is ("Configure" or "PostConfigure", 1) or ("AddOptions", 0);

    private static bool IsRead(SyntaxNode node) => node switch
    {
        GenericNameSyntax { Identifier.ValueText: "IOptions" or "IOptionsMonitor" or "IOptionsSnapshot" } service => OptionsNames.Has(service, OptionsNames.Options),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var method, Expression: var target }, ArgumentList.Arguments.Count: var count } => method switch
        {
            GenericNameSyntax { Identifier.ValueText: "UseMiddleware" } middleware => count == 0 && OptionsNames.Has(middleware, "ForwardedHeadersMiddleware"),
            { Identifier.ValueText: "UseForwardedHeaders" } => count == (OptionsNames.LastOf(target) == "ForwardedHeadersExtensions" ? 1 : 0),
            _ => false,
        },
        _ => false,
    };
}
