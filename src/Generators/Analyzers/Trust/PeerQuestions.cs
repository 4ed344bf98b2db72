using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Recognizes methods of the project that are given a request, or its connection, and look at the peer themselves.</summary>
internal static class PeerQuestions
{
    /// <summary>
    /// Whether a method is asked something about a request that it answers by yes or no, and names the address of the peer in its body. A method
    /// that hands out more than the answer does other work.
    /// </summary>
    public static bool IsAskedBy(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        return method is { ReturnType.SpecialType: SpecialType.System_Boolean, IsAbstract: false }
            && method.Parameters.All(parameter => parameter.RefKind == RefKind.None)
            && call.Arguments.Any(argument => IsOfRequest(argument.Value.Type))
            && method.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax().DescendantNodes().OfType<SimpleNameSyntax>().Any(IsPeer));
    }

    private static bool IsPeer(SimpleNameSyntax name) => name.Identifier.ValueText is "RemoteIpAddress" or "PeerAddress";

    private static bool IsOfRequest(ITypeSymbol? type) =>
        type is { Name: "HttpContext" or "HttpRequest" or "ConnectionInfo", ContainingNamespace: { Name: "Http", ContainingNamespace.Name: "AspNetCore" } }
            or { Name: "Request", ContainingNamespace: { Name: "Gatehouse", ContainingNamespace.IsGlobalNamespace: true } };
}
