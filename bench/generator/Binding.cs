using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Bench;

/// <summary>
/// A generator that only asks Roslyn for what no reader can do without, the attributes of an app's methods and parameters: what
/// it costs is Roslyn's binding, which the compiler and the editor do in any case.
/// </summary>
#pragma warning disable RS1036 // The rules are for what a compiler loads.
[Generator(LanguageNames.CSharp)]
internal sealed class Binding : IIncrementalGenerator
#pragma warning restore RS1036
{
    public static int Of(INamedTypeSymbol app)
    {
        int count = 0;
        foreach (IMethodSymbol method in app.GetMembers().OfType<IMethodSymbol>())
        {
            foreach (AttributeData attribute in method.GetAttributes()) count += attribute.ConstructorArguments.Length;
            foreach (IParameterSymbol parameter in method.Parameters) count += parameter.GetAttributes().Length;
            count += method.ReturnType.AllInterfaces.Length;
        }

        return count;
    }

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<int> apps = context.SyntaxProvider.ForAttributeWithMetadataName(
            "Gatehouse.GatewayAppAttribute",
            (node, _) => node is ClassDeclarationSyntax,
            (marked, _) => Of((INamedTypeSymbol)marked.TargetSymbol));
        context.RegisterSourceOutput(apps, (_, _) => { });
    }
}
