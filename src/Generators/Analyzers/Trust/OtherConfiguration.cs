using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Finds what may configure the middleware's options besides code that is read, by names alone.</summary>
internal static class OtherConfiguration
{
    /// <summary>Whether something else than a lambda configures the options somewhere, or a lambda hands them on.</summary>
    public static bool IsUnread(Compilation compilation) => compilation.SyntaxTrees.Any(tree =>
        Has(tree, OptionsNames.Options) && tree.GetRoot().DescendantNodes().OfType<GenericNameSyntax>().Any(IsUnread));

    /// <summary>Whether code outside of a block names the lists of proxies or the limit.</summary>
    public static bool NamesProxies(Compilation compilation, SyntaxNode block) => compilation.SyntaxTrees.Any(tree =>
        (Has(tree, "Known") || Has(tree, "ForwardLimit"))
        && tree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
            name.Identifier.ValueText is "KnownProxies" or "KnownNetworks" or "KnownIPNetworks" or "ForwardLimit" && !IsWithin(name, block)));

    private static bool Has(SyntaxTree tree, string text) => tree.GetText().ToString().IndexOf(text, StringComparison.Ordinal) >= 0;

    private static bool IsUnread(GenericNameSyntax name)
    {
        if (!OptionsNames.Has(name, OptionsNames.Options)) return false;
        switch (name.Identifier.ValueText)
        {
            case "IConfigureOptions" or "IPostConfigureOptions" or "IConfigureNamedOptions" or "ConfigureOptions" or "ConfigureNamedOptions" or "PostConfigureOptions":
                return true;
            case "Configure" or "PostConfigure" or "ConfigureAll" or "PostConfigureAll":
                return !IsRead(OptionsNames.CallOf(name));
            case "AddOptions" or "AddOptionsWithValidateOnStart":
                return OptionsNames.CallOf(name) is { } add && IsBuiltUnread(add);
            default:
                return false;
        }
    }

    /// <summary>Whether one of the calls that follow AddOptions sets the options in a way that is not read, or the builder is kept for others.</summary>
    private static bool IsBuiltUnread(InvocationExpressionSyntax add)
    {
        InvocationExpressionSyntax last = add;
        while (last.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next, Name.Identifier.ValueText: var method })
        {
            if (method is "Configure" or "PostConfigure" ? !IsRead(next) : method is not ("Validate" or "ValidateOnStart" or "ValidateDataAnnotations")) return true;
            last = next;
        }

        return last.Parent is not (ExpressionStatementSyntax or ArrowExpressionClauseSyntax);
    }

    /// <summary>Whether a call is given a lambda that keeps the options, its first parameter, to itself.</summary>
    private static bool IsRead(InvocationExpressionSyntax? call)
    {
        if (call?.ArgumentList.Arguments.LastOrDefault()?.Expression is not AnonymousFunctionExpressionSyntax lambda) return false;
        string? options = lambda.DescendantNodes().OfType<ParameterSyntax>().FirstOrDefault()?.Identifier.ValueText;
        return !lambda.DescendantNodes().OfType<ArgumentSyntax>()
            .Any(argument => argument.Expression is IdentifierNameSyntax { Identifier.ValueText: var handed } && handed == options);
    }

    /// <summary>Whether code belongs to a block. That of a program is all of a file to the compiler, types included.</summary>
    private static bool IsWithin(SyntaxNode node, SyntaxNode block) =>
        node.SyntaxTree == block.SyntaxTree
        && block.Span.Contains(node.Span)
        && (block is not CompilationUnitSyntax || node.FirstAncestorOrSelf<GlobalStatementSyntax>() is not null);
}
