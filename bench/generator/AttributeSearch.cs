using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Bench;

/// <summary>
/// A generator that finds the classes with the three attributes that ours looks for, and does nothing with them: what Roslyn
/// takes to look through an edited file.
/// </summary>
#pragma warning disable RS1036 // The rules are for what a compiler loads.
[Generator(LanguageNames.CSharp)]
internal sealed class AttributeSearch : IIncrementalGenerator
#pragma warning restore RS1036
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (string attribute in (string[])["Gatehouse.GatewayAppAttribute", "Gatehouse.GatewayHooksAttribute", "Gatehouse.HandlersAttribute"])
        {
            IncrementalValuesProvider<string> classes = context.SyntaxProvider.ForAttributeWithMetadataName(
                attribute, (node, _) => node is ClassDeclarationSyntax, (marked, _) => marked.TargetSymbol.Name);
            context.RegisterSourceOutput(classes, (_, _) => { });
        }
    }
}
