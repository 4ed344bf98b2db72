using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Finds what may configure the middleware's options besides one block of code, by names alone.</summary>
internal static class OtherConfiguration
{
    /// <summary>Whether other code names the lists or the limit, or something configures the options that is no lambda.</summary>
    public static bool Exists(Compilation compilation, SyntaxNode block) => compilation.SyntaxTrees.Any(tree =>
    {
        string source = tree.GetText().ToString();
        return (source.IndexOf("Known", StringComparison.Ordinal) >= 0 || source.IndexOf("ForwardLimit", StringComparison.Ordinal) >= 0
                || source.IndexOf(OptionsNames.Options, StringComparison.Ordinal) >= 0)
            && tree.GetRoot().DescendantNodes().Any(node => node switch
            {
                IdentifierNameSyntax { Identifier.ValueText: "KnownProxies" or "KnownNetworks" or "KnownIPNetworks" or "ForwardLimit" } => !IsWithin(node, block),
                GenericNameSyntax name when OptionsNames.Has(name, OptionsNames.Options) => MayConfigure(name, block),
                _ => false,
            });
    });

    private static bool MayConfigure(GenericNameSyntax name, SyntaxNode block)
    {
        switch (name.Identifier.ValueText)
        {
            case "IConfigureOptions" or "IPostConfigureOptions" or "IConfigureNamedOptions" or "ConfigureOptions" or "ConfigureNamedOptions" or "PostConfigureOptions":
                return true;
            case "Configure" or "PostConfigure" or "ConfigureAll" or "PostConfigureAll":
                return !IsLambda(OptionsNames.CallOf(name), block);
            case "AddOptions" or "AddOptionsWithValidateOnStart":
                return OptionsNames.CallOf(name)?.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } after
                    && !(after.Name.Identifier.ValueText is "Configure" or "PostConfigure" && IsLambda(next, block));
            default:
                return false;
        }
    }

    /// <summary>Whether a call is given a lambda. One of other code must not hand the options on.</summary>
    private static bool IsLambda(InvocationExpressionSyntax? call, SyntaxNode block) =>
        call?.ArgumentList.Arguments.LastOrDefault()?.Expression is AnonymousFunctionExpressionSyntax lambda && (IsWithin(lambda, block) || !HandsOn(lambda));

    private static bool HandsOn(AnonymousFunctionExpressionSyntax lambda)
    {
        List<string> parameters = [.. lambda.DescendantNodes().OfType<ParameterSyntax>().Select(parameter => parameter.Identifier.ValueText)];
        return lambda.DescendantNodes().OfType<ArgumentSyntax>()
            .Any(argument => argument.Expression is IdentifierNameSyntax { Identifier.ValueText: var handed } && parameters.Contains(handed));
    }

    /// <summary>Whether code belongs to a block. That of a program is all of a file to the compiler, types included.</summary>
    private static bool IsWithin(SyntaxNode node, SyntaxNode block) =>
        node.SyntaxTree == block.SyntaxTree
        && block.Span.Contains(node.Span)
        && (block is not CompilationUnitSyntax || node.FirstAncestorOrSelf<GlobalStatementSyntax>() is not null);
}
