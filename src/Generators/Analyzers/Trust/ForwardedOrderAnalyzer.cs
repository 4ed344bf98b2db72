using System.Collections.Immutable;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1019: finds calls of UseForwardedHeaders behind middleware that needs what it finds out, and second ones.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForwardedOrderAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> NeedsClient = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "UseHttpsRedirection",
        "UseHsts",
        "UseAuthentication",
        "UseAuthorization",
        "UseRateLimiter",
        "UseHttpLogging",
        "UseRouting",
        "UseEndpoints",
        "UseHostFiltering",
        "Map",
        "MapWhen");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(ForwardedOptionsRules.ForwardedHeadersTooLate);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (ForwardedOptionsTypes.From(start.Compilation) is { } types) ForwardedBlocks.Register(start, types, (block, values) => Analyze(block, values, types));
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, BlockValues values, ForwardedOptionsTypes types)
    {
        // By their ends: of a chain of calls, the innermost runs first.
        List<Step> steps =
        [
            .. values.Operations.OfType<IInvocationOperation>()
                .Where(call => types.IsUse(call) || IsInNeed(call.TargetMethod))
                .OrderBy(call => call.Syntax.Span.End)
                .Select(call => new Step(call, RootOf(call), CodePath.Of(call, types), types.IsUse(call))),
        ];
        for (int i = 0; i < steps.Count; i++)
        {
            Step use = steps[i];
            if (!use.IsUse || use.Root is null) continue;
            List<Step> before = steps.Take(i).Where(step => SymbolEqualityComparer.Default.Equals(step.Root, use.Root) && !step.Path.Excludes(use.Path)).ToList();
            Step? culprit = before.Find(step => step.IsUse) ?? before.Find(step => !step.IsUse);
            if (culprit is null) continue;
            context.ReportDiagnostic(Diagnostic.Create(
                ForwardedOptionsRules.ForwardedHeadersTooLate,
                Places.NameOf(use.Call),
                [culprit.Call.Syntax.GetLocation()],
                culprit.IsUse
                    ? "A second UseForwardedHeaders takes one more entry of X-Forwarded-For, which the client may have written"
                    : $"{culprit.Call.TargetMethod.Name} runs before UseForwardedHeaders, and takes the proxy for the client"));
        }
    }

    /// <summary>
    /// Middleware, not endpoints: MapGet and its kin run at the end of the pipeline, wherever they are declared.
    /// </summary>
    private static bool IsInNeed(IMethodSymbol method)
    {
        if (!NeedsClient.Contains(method.Name)) return false;
        IMethodSymbol declared = method.ReducedFrom ?? method;
        return declared is { IsExtensionMethod: true, Parameters: { IsEmpty: false } parameters }
            && parameters[0].Type is { Name: "IApplicationBuilder", ContainingNamespace.Name: "Builder" };
    }

    /// <summary>The variable whose pipeline a call adds to; null where it is none.</summary>
    private static ISymbol? RootOf(IOperation? operation) => operation switch
    {
        IConversionOperation conversion => RootOf(conversion.Operand),
        IInvocationOperation { Instance: { } instance } => RootOf(instance),
        IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: { IsEmpty: false } arguments } => RootOf(arguments[0].Value),
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };

    private sealed record Step(IInvocationOperation Call, ISymbol? Root, CodePath Path, bool IsUse);
}
