using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1006: finds where a request is let in, or not, because it comes from a loopback address.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LoopbackAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(HeaderReadRules.LoopbackAsIdentity);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (context.Compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Http.ConnectionInfo") is null
            && context.Compilation.GetTypeByMetadataName("Gatehouse.Request") is null)
        {
            return;
        }

        var hasProxy = new Lazy<bool>(() => ProxyMarkers.AreIn(context.Compilation, context.Options));
        context.RegisterOperationAction(
            operation => Analyze(operation, hasProxy), OperationKind.Invocation, OperationKind.Binary, OperationKind.IsPattern);
    }

    private static void Analyze(OperationAnalysisContext context, Lazy<bool> hasProxy)
    {
        IOperation check = context.Operation;
        if (!IsCheck(check) || !AccessDecisions.RestOn(check, IsCheck) || AccessDecisions.IsForHealth(check, context.ContainingSymbol)) return;
        context.ReportDiagnostic(Diagnostic.Create(
            HeaderReadRules.LoopbackAsIdentity,
            SyntaxPlaces.Whole(check),
            hasProxy.Value ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
            null,
            null));
    }

    private static bool IsCheck(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "IsLoopback", ContainingType: var type }, Arguments.Length: 1 } call =>
            AddressTypes.IsAddress(type) && ConnectionFacts.IsClient(call.Arguments[0].Value),
        IInvocationOperation { TargetMethod.Name: "Equals", Instance: { } instance, Arguments.Length: > 0 } call =>
            Compares(instance, call.Arguments[0].Value),
        IInvocationOperation { TargetMethod: { Name: "Equals", IsStatic: true }, Arguments.Length: > 1 } call =>
            Compares(call.Arguments[0].Value, call.Arguments[1].Value),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
            Compares(comparison.LeftOperand, comparison.RightOperand),
        IIsPatternOperation { Value.Type.SpecialType: SpecialType.System_String } test =>
            test.Pattern.DescendantsAndSelf().Any(AddressTypes.IsLoopbackText) && ConnectionFacts.IsClient(test.Value),
        _ => false,
    };

    private static bool Compares(IOperation one, IOperation other) =>
        (IsHere(other) && ConnectionFacts.IsClient(one)) || (IsHere(one) && ConnectionFacts.IsClient(other));

    private static bool IsHere(IOperation operation) =>
        AddressTypes.IsLoopback(operation)
        || AddressTypes.IsLoopbackText(operation)
        || ConnectionFacts.IsLocal(operation);
}
