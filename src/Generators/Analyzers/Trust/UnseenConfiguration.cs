using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Ways of setting the middleware's options that are not read.</summary>
internal static class UnseenConfiguration
{
    /// <summary>Whether a source has something else than a lambda set the options: configuration, a method or a class of its own.</summary>
    public static bool IsIn(Compilation compilation) => compilation.SyntaxTrees.Any(tree =>
        tree.GetText().ToString().IndexOf(OptionsNames.Options + ">", StringComparison.Ordinal) >= 0
        && tree.GetRoot().DescendantNodes().OfType<GenericNameSyntax>().Any(IsUnseen));

    /// <summary>Whether an operation is in a lambda that sets options under a name of their own, and not the ones that the middleware takes.</summary>
    public static bool IsNamed(IOperation operation)
    {
        for (IOperation? outer = operation; outer is not null; outer = outer.Parent)
        {
            if (outer is not IInvocationOperation { TargetMethod.Name: "Configure" or "PostConfigure" } configure) continue;

            // services.AddOptions<T>(name).Configure(...), with other calls in between.
            for (IOperation? call = configure; call is IInvocationOperation invocation; call = invocation.Instance ?? invocation.Arguments.FirstOrDefault()?.Value)
            {
                if (invocation.TargetMethod.Name is "Configure" or "PostConfigure" or "AddOptions"
                    && invocation.TargetMethod.Parameters.Any(parameter => parameter.Type.SpecialType == SpecialType.System_String))
                {
                    return true;
                }
            }

            return false;
        }

        return false;
    }

    private static bool IsUnseen(GenericNameSyntax name)
    {
        if (!OptionsNames.Has(name, OptionsNames.Options)) return false;
        return name.Identifier.ValueText switch
        {
            "IConfigureOptions" or "IConfigureNamedOptions" or "IPostConfigureOptions" => true,
            "Configure" or "PostConfigure" or "ConfigureAll" or "PostConfigureAll" =>
                OptionsNames.CallOf(name) is { ArgumentList.Arguments: var arguments } && !arguments.Any(argument => argument.Expression is AnonymousFunctionExpressionSyntax),
            "AddOptions" or "AddOptionsWithValidateOnStart" =>
                name.Ancestors().OfType<MemberAccessExpressionSyntax>().Any(call => call.Name.Identifier.ValueText is "Bind" or "BindConfiguration"),
            _ => false,
        };
    }
}
