"""Made by `npm run generate` from docs/openapi.json: do not edit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, NamedTuple, TypedDict, Union

_DryRunMust = TypedDict("_DryRunMust", {"revision": int, "token": str, "propagated": bool, "dry_run": Literal[True]})
_DryRunMay = TypedDict("_DryRunMay", {"adds": list[list[str]], "removes": list[list[str]]}, total=False)


class DryRun(_DryRunMust, _DryRunMay):
    pass

Problem_errors_item = TypedDict("Problem_errors_item", {"path": str, "message": str})
_ProblemMust = TypedDict("_ProblemMust", {"type": str, "title": str, "status": int, "code": Literal["malformed", "unauthenticated", "forbidden", "scope_missing", "subject_refused", "not_found", "method_not_allowed", "body_too_large", "request_timeout", "head_too_large", "unsupported_media_type", "wrong_host", "rate_limited", "already_exists", "revision_mismatch", "busy", "idempotency_mismatch", "idempotency_in_progress", "answer_lost", "change_too_large", "too_many_rules", "last_admin", "invite_first", "disabled", "unknown_role", "role_too_strong", "role_in_use", "unknown_group", "unknown_level", "invalid_attribute", "unknown_subject", "unknown_resource", "unknown_action", "unknown_resource_type", "too_much_work", "other_identity_provider", "metadata_unusable", "domain_unproven", "key_exceeds_credential", "key_life_too_long", "unknown_policy_set", "unknown_revision", "before_beginning", "past_pruned", "invalid_policy", "plan_empty", "plan_outdated", "plan_expired", "plan_over", "second_person_needed", "review_needed", "lockout_unconfirmed", "escalation_unconfirmed", "invitation_invalid", "wrong_account", "identity_taken", "not_mergeable", "in_itself", "search_expired", "filter_too_large", "foreign_token", "not_yet_consistent", "overloaded", "not_served_here", "restarting", "program_changed", "stopping", "store_unavailable", "outcome_unknown", "internal"], "request_id": str})
_ProblemMay = TypedDict("_ProblemMay", {"detail": str, "errors": list[Problem_errors_item]}, total=False)


class Problem(_ProblemMust, _ProblemMay):
    pass

_ExplanationMust = TypedDict("_ExplanationMust", {"decided_by": Literal["allow", "deny", "no_rule"], "path": list[str], "revision": int})
_ExplanationMay = TypedDict("_ExplanationMay", {"rule": list[str], "until": str, "missing": str, "reason": str}, total=False)


class Explanation(_ExplanationMust, _ExplanationMay):
    pass

CheckRequest_properties = TypedDict("CheckRequest_properties", {"subject": dict[str, Any], "resource": dict[str, Any], "action": dict[str, Any]}, total=False)
CheckRequest_consistency_1 = TypedDict("CheckRequest_consistency_1", {"at_least_as_fresh": str})
_CheckRequestMust = TypedDict("_CheckRequestMust", {"action": str, "resource": str, "org": str})
_CheckRequestMay = TypedDict("_CheckRequestMay", {"subject": str, "context": dict[str, Any], "properties": CheckRequest_properties, "explain": bool, "consistency": Union[Literal["minimize_latency", "fully_consistent"], CheckRequest_consistency_1], "as_of": Union[int, str]}, total=False)


class CheckRequest(_CheckRequestMust, _CheckRequestMay):
    pass

_CheckReplyMust = TypedDict("_CheckReplyMust", {"allowed": bool, "revision": int, "token": str})
_CheckReplyMay = TypedDict("_CheckReplyMay", {"reason": str, "explanation": Explanation}, total=False)


class CheckReply(_CheckReplyMust, _CheckReplyMay):
    pass

CheckBatchBody_consistency_1 = TypedDict("CheckBatchBody_consistency_1", {"at_least_as_fresh": str})
_CheckBatchBodyMust = TypedDict("_CheckBatchBodyMust", {"org": str, "checks": list[Any]})
_CheckBatchBodyMay = TypedDict("_CheckBatchBodyMay", {"consistency": Union[Literal["minimize_latency", "fully_consistent"], CheckBatchBody_consistency_1], "as_of": Union[int, str]}, total=False)


class CheckBatchBody(_CheckBatchBodyMust, _CheckBatchBodyMay):
    pass

CheckBatchReply_results_item_error = TypedDict("CheckBatchReply_results_item_error", {"code": str, "detail": str})
_CheckBatchReply_results_itemMust = TypedDict("_CheckBatchReply_results_itemMust", {"allowed": bool})
_CheckBatchReply_results_itemMay = TypedDict("_CheckBatchReply_results_itemMay", {"reason": str, "explanation": Explanation, "error": CheckBatchReply_results_item_error}, total=False)


class CheckBatchReply_results_item(_CheckBatchReply_results_itemMust, _CheckBatchReply_results_itemMay):
    pass

CheckBatchReply = TypedDict("CheckBatchReply", {"revision": int, "token": str, "results": list[CheckBatchReply_results_item]})
SearchResourcesBody_consistency_1 = TypedDict("SearchResourcesBody_consistency_1", {"at_least_as_fresh": str})
SearchResourcesBody_properties = TypedDict("SearchResourcesBody_properties", {"subject": dict[str, Any], "resource": dict[str, Any], "action": dict[str, Any]}, total=False)
_SearchResourcesBodyMust = TypedDict("_SearchResourcesBodyMust", {"org": str, "action": str, "type": str})
_SearchResourcesBodyMay = TypedDict("_SearchResourcesBodyMay", {"consistency": Union[Literal["minimize_latency", "fully_consistent"], SearchResourcesBody_consistency_1], "as_of": Union[int, str], "context": dict[str, Any], "properties": SearchResourcesBody_properties, "subject": str, "limit": int, "page_token": str}, total=False)


class SearchResourcesBody(_SearchResourcesBodyMust, _SearchResourcesBodyMay):
    pass

_SearchResourcesReplyMust = TypedDict("_SearchResourcesReplyMust", {"revision": int, "token": str, "items": list[str]})
_SearchResourcesReplyMay = TypedDict("_SearchResourcesReplyMay", {"next_token": str}, total=False)


class SearchResourcesReply(_SearchResourcesReplyMust, _SearchResourcesReplyMay):
    pass

SearchSubjectsBody_consistency_1 = TypedDict("SearchSubjectsBody_consistency_1", {"at_least_as_fresh": str})
SearchSubjectsBody_properties = TypedDict("SearchSubjectsBody_properties", {"subject": dict[str, Any], "resource": dict[str, Any], "action": dict[str, Any]}, total=False)
_SearchSubjectsBodyMust = TypedDict("_SearchSubjectsBodyMust", {"org": str, "resource": str, "action": str})
_SearchSubjectsBodyMay = TypedDict("_SearchSubjectsBodyMay", {"consistency": Union[Literal["minimize_latency", "fully_consistent"], SearchSubjectsBody_consistency_1], "as_of": Union[int, str], "context": dict[str, Any], "properties": SearchSubjectsBody_properties, "type": Literal["user", "service", "group"], "limit": int, "page_token": str}, total=False)


class SearchSubjectsBody(_SearchSubjectsBodyMust, _SearchSubjectsBodyMay):
    pass

_SearchSubjectsReplyMust = TypedDict("_SearchSubjectsReplyMust", {"revision": int, "token": str, "items": list[str]})
_SearchSubjectsReplyMay = TypedDict("_SearchSubjectsReplyMay", {"next_token": str}, total=False)


class SearchSubjectsReply(_SearchSubjectsReplyMust, _SearchSubjectsReplyMay):
    pass

SearchActionsBody_consistency_1 = TypedDict("SearchActionsBody_consistency_1", {"at_least_as_fresh": str})
SearchActionsBody_properties = TypedDict("SearchActionsBody_properties", {"subject": dict[str, Any], "resource": dict[str, Any], "action": dict[str, Any]}, total=False)
_SearchActionsBodyMust = TypedDict("_SearchActionsBodyMust", {"org": str, "resource": str})
_SearchActionsBodyMay = TypedDict("_SearchActionsBodyMay", {"consistency": Union[Literal["minimize_latency", "fully_consistent"], SearchActionsBody_consistency_1], "as_of": Union[int, str], "context": dict[str, Any], "properties": SearchActionsBody_properties, "subject": str}, total=False)


class SearchActionsBody(_SearchActionsBodyMust, _SearchActionsBodyMay):
    pass

_SearchActionsReplyMust = TypedDict("_SearchActionsReplyMust", {"revision": int, "token": str, "items": list[str]})
_SearchActionsReplyMay = TypedDict("_SearchActionsReplyMay", {"next_token": str}, total=False)


class SearchActionsReply(_SearchActionsReplyMust, _SearchActionsReplyMay):
    pass

SearchFilterBody_consistency_1 = TypedDict("SearchFilterBody_consistency_1", {"at_least_as_fresh": str})
SearchFilterBody_properties = TypedDict("SearchFilterBody_properties", {"subject": dict[str, Any], "resource": dict[str, Any], "action": dict[str, Any]}, total=False)
_SearchFilterBodyMust = TypedDict("_SearchFilterBodyMust", {"org": str, "action": str, "resources": list[str]})
_SearchFilterBodyMay = TypedDict("_SearchFilterBodyMay", {"consistency": Union[Literal["minimize_latency", "fully_consistent"], SearchFilterBody_consistency_1], "as_of": Union[int, str], "context": dict[str, Any], "properties": SearchFilterBody_properties, "subject": str}, total=False)


class SearchFilterBody(_SearchFilterBodyMust, _SearchFilterBodyMay):
    pass

_SearchFilterReplyMust = TypedDict("_SearchFilterReplyMust", {"revision": int, "token": str, "items": list[str]})
_SearchFilterReplyMay = TypedDict("_SearchFilterReplyMay", {"next_token": str}, total=False)


class SearchFilterReply(_SearchFilterReplyMust, _SearchFilterReplyMay):
    pass

SearchQueryBody_consistency_1 = TypedDict("SearchQueryBody_consistency_1", {"at_least_as_fresh": str})
SearchQueryBody_properties = TypedDict("SearchQueryBody_properties", {"subject": dict[str, Any], "resource": dict[str, Any], "action": dict[str, Any]}, total=False)
SearchQueryBody_collections_1 = TypedDict("SearchQueryBody_collections_1", {"table": str, "id": str, "collection": str})
_SearchQueryBodyMust = TypedDict("_SearchQueryBodyMust", {"org": str, "action": str, "type": str, "form": Literal["mongodb", "sql"]})
_SearchQueryBodyMay = TypedDict("_SearchQueryBodyMay", {"consistency": Union[Literal["minimize_latency", "fully_consistent"], SearchQueryBody_consistency_1], "as_of": Union[int, str], "context": dict[str, Any], "properties": SearchQueryBody_properties, "subject": str, "field": str, "collections": Union[str, SearchQueryBody_collections_1], "attributes": dict[str, Any], "complete": bool}, total=False)


class SearchQueryBody(_SearchQueryBodyMust, _SearchQueryBodyMay):
    pass

SearchQueryReply_sql = TypedDict("SearchQueryReply_sql", {"where": str, "parameters": list[Any]})
_SearchQueryReplyMust = TypedDict("_SearchQueryReplyMust", {"revision": int, "token": str, "matches": Literal["all", "none", "some"], "by": Literal["rules", "ids"]})
_SearchQueryReplyMay = TypedDict("_SearchQueryReplyMay", {"why_ids": str, "mongodb": dict[str, Any], "sql": SearchQueryReply_sql}, total=False)


class SearchQueryReply(_SearchQueryReplyMust, _SearchQueryReplyMay):
    pass

_DatasetMust = TypedDict("_DatasetMust", {"id": str, "resource": str, "name": str, "attributes": dict[str, Any], "created_at": str, "updated_at": str})
_DatasetMay = TypedDict("_DatasetMay", {"creator": str}, total=False)


class Dataset(_DatasetMust, _DatasetMay):
    pass

_ListDatasetsReplyMust = TypedDict("_ListDatasetsReplyMust", {"items": list[Dataset]})
_ListDatasetsReplyMay = TypedDict("_ListDatasetsReplyMay", {"next_token": str}, total=False)


class ListDatasetsReply(_ListDatasetsReplyMust, _ListDatasetsReplyMay):
    pass

_CreateDatasetBodyMust = TypedDict("_CreateDatasetBodyMust", {"name": str})
_CreateDatasetBodyMay = TypedDict("_CreateDatasetBodyMay", {"id": str, "attributes": dict[str, Any], "default_access": str, "creator": str}, total=False)


class CreateDatasetBody(_CreateDatasetBodyMust, _CreateDatasetBodyMay):
    pass

_CreateDatasetReplyMust = TypedDict("_CreateDatasetReplyMust", {"id": str, "resource": str, "name": str, "attributes": dict[str, Any], "created_at": str, "updated_at": str, "revision": int, "token": str, "propagated": bool})
_CreateDatasetReplyMay = TypedDict("_CreateDatasetReplyMay", {"creator": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class CreateDatasetReply(_CreateDatasetReplyMust, _CreateDatasetReplyMay):
    pass

_GetDatasetReplyMust = TypedDict("_GetDatasetReplyMust", {"id": str, "resource": str, "name": str, "attributes": dict[str, Any], "created_at": str, "updated_at": str, "revision": int, "level": str})
_GetDatasetReplyMay = TypedDict("_GetDatasetReplyMay", {"creator": str}, total=False)


class GetDatasetReply(_GetDatasetReplyMust, _GetDatasetReplyMay):
    pass

UpdateDatasetBody = TypedDict("UpdateDatasetBody", {"name": str, "attributes": dict[str, Any]}, total=False)
_UpdateDatasetReplyMust = TypedDict("_UpdateDatasetReplyMust", {"id": str, "resource": str, "name": str, "attributes": dict[str, Any], "created_at": str, "updated_at": str, "revision": int, "token": str, "propagated": bool})
_UpdateDatasetReplyMay = TypedDict("_UpdateDatasetReplyMay", {"creator": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class UpdateDatasetReply(_UpdateDatasetReplyMust, _UpdateDatasetReplyMay):
    pass

_WrittenMust = TypedDict("_WrittenMust", {"revision": int, "token": str, "propagated": bool})
_WrittenMay = TypedDict("_WrittenMay", {"dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class Written(_WrittenMust, _WrittenMay):
    pass

CloneDatasetBody = TypedDict("CloneDatasetBody", {"id": str, "name": str, "creator": str}, total=False)
_CloneDatasetReplyMust = TypedDict("_CloneDatasetReplyMust", {"id": str, "resource": str, "name": str, "attributes": dict[str, Any], "created_at": str, "updated_at": str, "revision": int, "token": str, "propagated": bool})
_CloneDatasetReplyMay = TypedDict("_CloneDatasetReplyMay", {"creator": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class CloneDatasetReply(_CloneDatasetReplyMust, _CloneDatasetReplyMay):
    pass

_DatasetSnapshotMust = TypedDict("_DatasetSnapshotMust", {"id": str, "name": str, "created_by": str, "created_at": str})
_DatasetSnapshotMay = TypedDict("_DatasetSnapshotMay", {"reverted_at": str}, total=False)


class DatasetSnapshot(_DatasetSnapshotMust, _DatasetSnapshotMay):
    pass

_ListSnapshotsReplyMust = TypedDict("_ListSnapshotsReplyMust", {"items": list[DatasetSnapshot]})
_ListSnapshotsReplyMay = TypedDict("_ListSnapshotsReplyMay", {"next_token": str}, total=False)


class ListSnapshotsReply(_ListSnapshotsReplyMust, _ListSnapshotsReplyMay):
    pass

_CreateSnapshotBodyMust = TypedDict("_CreateSnapshotBodyMust", {"name": str})
_CreateSnapshotBodyMay = TypedDict("_CreateSnapshotBodyMay", {"id": str}, total=False)


class CreateSnapshotBody(_CreateSnapshotBodyMust, _CreateSnapshotBodyMay):
    pass

_CreateSnapshotReplyMust = TypedDict("_CreateSnapshotReplyMust", {"id": str, "name": str, "created_by": str, "created_at": str, "revision": int, "token": str, "propagated": bool})
_CreateSnapshotReplyMay = TypedDict("_CreateSnapshotReplyMay", {"reverted_at": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class CreateSnapshotReply(_CreateSnapshotReplyMust, _CreateSnapshotReplyMay):
    pass

_RevertSnapshotReplyMust = TypedDict("_RevertSnapshotReplyMust", {"id": str, "name": str, "created_by": str, "created_at": str, "revision": int, "token": str, "propagated": bool})
_RevertSnapshotReplyMay = TypedDict("_RevertSnapshotReplyMay", {"reverted_at": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class RevertSnapshotReply(_RevertSnapshotReplyMust, _RevertSnapshotReplyMay):
    pass

Resource = TypedDict("Resource", {"id": str, "type": str, "resource": str, "name": str, "attributes": dict[str, Any], "created_at": str, "updated_at": str})
_ListResourcesReplyMust = TypedDict("_ListResourcesReplyMust", {"items": list[Resource]})
_ListResourcesReplyMay = TypedDict("_ListResourcesReplyMay", {"next_token": str}, total=False)


class ListResourcesReply(_ListResourcesReplyMust, _ListResourcesReplyMay):
    pass

GetResourceReply = TypedDict("GetResourceReply", {"id": str, "type": str, "resource": str, "name": str, "attributes": dict[str, Any], "created_at": str, "updated_at": str, "revision": int, "collections": list[str]})
PutResourceBody = TypedDict("PutResourceBody", {"name": str, "attributes": dict[str, Any]}, total=False)
_PutResourceReplyMust = TypedDict("_PutResourceReplyMust", {"id": str, "type": str, "resource": str, "name": str, "attributes": dict[str, Any], "created_at": str, "updated_at": str, "revision": int, "token": str, "propagated": bool})
_PutResourceReplyMay = TypedDict("_PutResourceReplyMay", {"dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class PutResourceReply(_PutResourceReplyMust, _PutResourceReplyMay):
    pass

_SetResourceGrantBodyMust = TypedDict("_SetResourceGrantBodyMust", {"level": str})
_SetResourceGrantBodyMay = TypedDict("_SetResourceGrantBodyMay", {"expires_at": str}, total=False)


class SetResourceGrantBody(_SetResourceGrantBodyMust, _SetResourceGrantBodyMay):
    pass

_GetAccessReply_grants_itemMust = TypedDict("_GetAccessReply_grants_itemMust", {"subject": str, "level": str})
_GetAccessReply_grants_itemMay = TypedDict("_GetAccessReply_grants_itemMay", {"name": str, "expires_at": str}, total=False)


class GetAccessReply_grants_item(_GetAccessReply_grants_itemMust, _GetAccessReply_grants_itemMay):
    pass

_GetAccessReply_effective_items_itemMust = TypedDict("_GetAccessReply_effective_items_itemMust", {"subject": str, "level": str, "via": list[list[str]]})
_GetAccessReply_effective_items_itemMay = TypedDict("_GetAccessReply_effective_items_itemMay", {"name": str}, total=False)


class GetAccessReply_effective_items_item(_GetAccessReply_effective_items_itemMust, _GetAccessReply_effective_items_itemMay):
    pass

_GetAccessReply_effectiveMust = TypedDict("_GetAccessReply_effectiveMust", {"items": list[GetAccessReply_effective_items_item]})
_GetAccessReply_effectiveMay = TypedDict("_GetAccessReply_effectiveMay", {"next_token": str}, total=False)


class GetAccessReply_effective(_GetAccessReply_effectiveMust, _GetAccessReply_effectiveMay):
    pass

_GetAccessReplyMust = TypedDict("_GetAccessReplyMust", {"default_access": str, "grants": list[GetAccessReply_grants_item], "effective": GetAccessReply_effective, "revision": int})
_GetAccessReplyMay = TypedDict("_GetAccessReplyMay", {"default_expires_at": str, "grants_next_token": str}, total=False)


class GetAccessReply(_GetAccessReplyMust, _GetAccessReplyMay):
    pass

_SetDefaultAccessBodyMust = TypedDict("_SetDefaultAccessBodyMust", {"level": str})
_SetDefaultAccessBodyMay = TypedDict("_SetDefaultAccessBodyMay", {"expires_at": str}, total=False)


class SetDefaultAccessBody(_SetDefaultAccessBodyMust, _SetDefaultAccessBodyMay):
    pass

_SetDefaultAccessReply_grants_itemMust = TypedDict("_SetDefaultAccessReply_grants_itemMust", {"subject": str, "level": str})
_SetDefaultAccessReply_grants_itemMay = TypedDict("_SetDefaultAccessReply_grants_itemMay", {"name": str, "expires_at": str}, total=False)


class SetDefaultAccessReply_grants_item(_SetDefaultAccessReply_grants_itemMust, _SetDefaultAccessReply_grants_itemMay):
    pass

_SetDefaultAccessReply_effective_items_itemMust = TypedDict("_SetDefaultAccessReply_effective_items_itemMust", {"subject": str, "level": str, "via": list[list[str]]})
_SetDefaultAccessReply_effective_items_itemMay = TypedDict("_SetDefaultAccessReply_effective_items_itemMay", {"name": str}, total=False)


class SetDefaultAccessReply_effective_items_item(_SetDefaultAccessReply_effective_items_itemMust, _SetDefaultAccessReply_effective_items_itemMay):
    pass

_SetDefaultAccessReply_effectiveMust = TypedDict("_SetDefaultAccessReply_effectiveMust", {"items": list[SetDefaultAccessReply_effective_items_item]})
_SetDefaultAccessReply_effectiveMay = TypedDict("_SetDefaultAccessReply_effectiveMay", {"next_token": str}, total=False)


class SetDefaultAccessReply_effective(_SetDefaultAccessReply_effectiveMust, _SetDefaultAccessReply_effectiveMay):
    pass

_SetDefaultAccessReplyMust = TypedDict("_SetDefaultAccessReplyMust", {"default_access": str, "grants": list[SetDefaultAccessReply_grants_item], "effective": SetDefaultAccessReply_effective, "revision": int, "token": str, "propagated": bool})
_SetDefaultAccessReplyMay = TypedDict("_SetDefaultAccessReplyMay", {"default_expires_at": str, "grants_next_token": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class SetDefaultAccessReply(_SetDefaultAccessReplyMust, _SetDefaultAccessReplyMay):
    pass

_SetGrantBodyMust = TypedDict("_SetGrantBodyMust", {"level": str})
_SetGrantBodyMay = TypedDict("_SetGrantBodyMay", {"expires_at": str}, total=False)


class SetGrantBody(_SetGrantBodyMust, _SetGrantBodyMay):
    pass

_SetGrantReply_grants_itemMust = TypedDict("_SetGrantReply_grants_itemMust", {"subject": str, "level": str})
_SetGrantReply_grants_itemMay = TypedDict("_SetGrantReply_grants_itemMay", {"name": str, "expires_at": str}, total=False)


class SetGrantReply_grants_item(_SetGrantReply_grants_itemMust, _SetGrantReply_grants_itemMay):
    pass

_SetGrantReply_effective_items_itemMust = TypedDict("_SetGrantReply_effective_items_itemMust", {"subject": str, "level": str, "via": list[list[str]]})
_SetGrantReply_effective_items_itemMay = TypedDict("_SetGrantReply_effective_items_itemMay", {"name": str}, total=False)


class SetGrantReply_effective_items_item(_SetGrantReply_effective_items_itemMust, _SetGrantReply_effective_items_itemMay):
    pass

_SetGrantReply_effectiveMust = TypedDict("_SetGrantReply_effectiveMust", {"items": list[SetGrantReply_effective_items_item]})
_SetGrantReply_effectiveMay = TypedDict("_SetGrantReply_effectiveMay", {"next_token": str}, total=False)


class SetGrantReply_effective(_SetGrantReply_effectiveMust, _SetGrantReply_effectiveMay):
    pass

_SetGrantReplyMust = TypedDict("_SetGrantReplyMust", {"default_access": str, "grants": list[SetGrantReply_grants_item], "effective": SetGrantReply_effective, "revision": int, "token": str, "propagated": bool})
_SetGrantReplyMay = TypedDict("_SetGrantReplyMay", {"default_expires_at": str, "grants_next_token": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class SetGrantReply(_SetGrantReplyMust, _SetGrantReplyMay):
    pass

_RemoveGrantReply_grants_itemMust = TypedDict("_RemoveGrantReply_grants_itemMust", {"subject": str, "level": str})
_RemoveGrantReply_grants_itemMay = TypedDict("_RemoveGrantReply_grants_itemMay", {"name": str, "expires_at": str}, total=False)


class RemoveGrantReply_grants_item(_RemoveGrantReply_grants_itemMust, _RemoveGrantReply_grants_itemMay):
    pass

_RemoveGrantReply_effective_items_itemMust = TypedDict("_RemoveGrantReply_effective_items_itemMust", {"subject": str, "level": str, "via": list[list[str]]})
_RemoveGrantReply_effective_items_itemMay = TypedDict("_RemoveGrantReply_effective_items_itemMay", {"name": str}, total=False)


class RemoveGrantReply_effective_items_item(_RemoveGrantReply_effective_items_itemMust, _RemoveGrantReply_effective_items_itemMay):
    pass

_RemoveGrantReply_effectiveMust = TypedDict("_RemoveGrantReply_effectiveMust", {"items": list[RemoveGrantReply_effective_items_item]})
_RemoveGrantReply_effectiveMay = TypedDict("_RemoveGrantReply_effectiveMay", {"next_token": str}, total=False)


class RemoveGrantReply_effective(_RemoveGrantReply_effectiveMust, _RemoveGrantReply_effectiveMay):
    pass

_RemoveGrantReplyMust = TypedDict("_RemoveGrantReplyMust", {"default_access": str, "grants": list[RemoveGrantReply_grants_item], "effective": RemoveGrantReply_effective, "revision": int, "token": str, "propagated": bool})
_RemoveGrantReplyMay = TypedDict("_RemoveGrantReplyMay", {"default_expires_at": str, "grants_next_token": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class RemoveGrantReply(_RemoveGrantReplyMust, _RemoveGrantReplyMay):
    pass

ApplyChangesBody_operations_item_0_params = TypedDict("ApplyChangesBody_operations_item_0_params", {"user": str})
ApplyChangesBody_operations_item_0_body = TypedDict("ApplyChangesBody_operations_item_0_body", {"role": str, "expires_at": Union[str, None], "name": str, "email": str, "external_id": str, "attributes": dict[str, Any]}, total=False)
ApplyChangesBody_operations_item_0 = TypedDict("ApplyChangesBody_operations_item_0", {"operation": Literal["addMember"], "params": ApplyChangesBody_operations_item_0_params, "body": ApplyChangesBody_operations_item_0_body})
ApplyChangesBody_operations_item_1_params = TypedDict("ApplyChangesBody_operations_item_1_params", {"user": str})
ApplyChangesBody_operations_item_1 = TypedDict("ApplyChangesBody_operations_item_1", {"operation": Literal["removeMember"], "params": ApplyChangesBody_operations_item_1_params})
ApplyChangesBody_operations_item_2_params = TypedDict("ApplyChangesBody_operations_item_2_params", {"user": str})
ApplyChangesBody_operations_item_2 = TypedDict("ApplyChangesBody_operations_item_2", {"operation": Literal["disableMember"], "params": ApplyChangesBody_operations_item_2_params})
ApplyChangesBody_operations_item_3_params = TypedDict("ApplyChangesBody_operations_item_3_params", {"user": str})
ApplyChangesBody_operations_item_3 = TypedDict("ApplyChangesBody_operations_item_3", {"operation": Literal["enableMember"], "params": ApplyChangesBody_operations_item_3_params})
ApplyChangesBody_operations_item_4_params = TypedDict("ApplyChangesBody_operations_item_4_params", {"id": str})
ApplyChangesBody_operations_item_4_body = TypedDict("ApplyChangesBody_operations_item_4_body", {"name": str, "role": str, "expires_at": Union[str, None]}, total=False)
ApplyChangesBody_operations_item_4 = TypedDict("ApplyChangesBody_operations_item_4", {"operation": Literal["putServiceAccount"], "params": ApplyChangesBody_operations_item_4_params, "body": ApplyChangesBody_operations_item_4_body})
ApplyChangesBody_operations_item_5_params = TypedDict("ApplyChangesBody_operations_item_5_params", {"id": str})
ApplyChangesBody_operations_item_5 = TypedDict("ApplyChangesBody_operations_item_5", {"operation": Literal["deleteServiceAccount"], "params": ApplyChangesBody_operations_item_5_params})
ApplyChangesBody_operations_item_6_params = TypedDict("ApplyChangesBody_operations_item_6_params", {"group": str})
ApplyChangesBody_operations_item_6_body = TypedDict("ApplyChangesBody_operations_item_6_body", {"name": str}, total=False)
_ApplyChangesBody_operations_item_6Must = TypedDict("_ApplyChangesBody_operations_item_6Must", {"operation": Literal["putGroup"], "params": ApplyChangesBody_operations_item_6_params})
_ApplyChangesBody_operations_item_6May = TypedDict("_ApplyChangesBody_operations_item_6May", {"body": ApplyChangesBody_operations_item_6_body}, total=False)


class ApplyChangesBody_operations_item_6(_ApplyChangesBody_operations_item_6Must, _ApplyChangesBody_operations_item_6May):
    pass

ApplyChangesBody_operations_item_7_params = TypedDict("ApplyChangesBody_operations_item_7_params", {"group": str})
ApplyChangesBody_operations_item_7 = TypedDict("ApplyChangesBody_operations_item_7", {"operation": Literal["deleteGroup"], "params": ApplyChangesBody_operations_item_7_params})
ApplyChangesBody_operations_item_8_params = TypedDict("ApplyChangesBody_operations_item_8_params", {"group": str, "subject": str})
ApplyChangesBody_operations_item_8_body = TypedDict("ApplyChangesBody_operations_item_8_body", {"expires_at": str}, total=False)
_ApplyChangesBody_operations_item_8Must = TypedDict("_ApplyChangesBody_operations_item_8Must", {"operation": Literal["addGroupMember"], "params": ApplyChangesBody_operations_item_8_params})
_ApplyChangesBody_operations_item_8May = TypedDict("_ApplyChangesBody_operations_item_8May", {"body": ApplyChangesBody_operations_item_8_body}, total=False)


class ApplyChangesBody_operations_item_8(_ApplyChangesBody_operations_item_8Must, _ApplyChangesBody_operations_item_8May):
    pass

ApplyChangesBody_operations_item_9_params = TypedDict("ApplyChangesBody_operations_item_9_params", {"group": str, "subject": str})
ApplyChangesBody_operations_item_9 = TypedDict("ApplyChangesBody_operations_item_9", {"operation": Literal["removeGroupMember"], "params": ApplyChangesBody_operations_item_9_params})
_ApplyChangesBody_operations_item_10_bodyMust = TypedDict("_ApplyChangesBody_operations_item_10_bodyMust", {"name": str})
_ApplyChangesBody_operations_item_10_bodyMay = TypedDict("_ApplyChangesBody_operations_item_10_bodyMay", {"id": str, "attributes": dict[str, Any], "default_access": str, "creator": str}, total=False)


class ApplyChangesBody_operations_item_10_body(_ApplyChangesBody_operations_item_10_bodyMust, _ApplyChangesBody_operations_item_10_bodyMay):
    pass

ApplyChangesBody_operations_item_10 = TypedDict("ApplyChangesBody_operations_item_10", {"operation": Literal["createDataset"], "body": ApplyChangesBody_operations_item_10_body})
ApplyChangesBody_operations_item_11_params = TypedDict("ApplyChangesBody_operations_item_11_params", {"id": str})
ApplyChangesBody_operations_item_11_body = TypedDict("ApplyChangesBody_operations_item_11_body", {"id": str, "name": str, "creator": str}, total=False)
ApplyChangesBody_operations_item_11 = TypedDict("ApplyChangesBody_operations_item_11", {"operation": Literal["cloneDataset"], "params": ApplyChangesBody_operations_item_11_params, "body": ApplyChangesBody_operations_item_11_body})
ApplyChangesBody_operations_item_12_params = TypedDict("ApplyChangesBody_operations_item_12_params", {"id": str})
ApplyChangesBody_operations_item_12_body = TypedDict("ApplyChangesBody_operations_item_12_body", {"name": str, "attributes": dict[str, Any]}, total=False)
ApplyChangesBody_operations_item_12 = TypedDict("ApplyChangesBody_operations_item_12", {"operation": Literal["updateDataset"], "params": ApplyChangesBody_operations_item_12_params, "body": ApplyChangesBody_operations_item_12_body})
ApplyChangesBody_operations_item_13_params = TypedDict("ApplyChangesBody_operations_item_13_params", {"id": str})
ApplyChangesBody_operations_item_13 = TypedDict("ApplyChangesBody_operations_item_13", {"operation": Literal["deleteDataset"], "params": ApplyChangesBody_operations_item_13_params})
ApplyChangesBody_operations_item_14_params = TypedDict("ApplyChangesBody_operations_item_14_params", {"id": str})
_ApplyChangesBody_operations_item_14_bodyMust = TypedDict("_ApplyChangesBody_operations_item_14_bodyMust", {"level": str})
_ApplyChangesBody_operations_item_14_bodyMay = TypedDict("_ApplyChangesBody_operations_item_14_bodyMay", {"expires_at": str}, total=False)


class ApplyChangesBody_operations_item_14_body(_ApplyChangesBody_operations_item_14_bodyMust, _ApplyChangesBody_operations_item_14_bodyMay):
    pass

ApplyChangesBody_operations_item_14 = TypedDict("ApplyChangesBody_operations_item_14", {"operation": Literal["setDefaultAccess"], "params": ApplyChangesBody_operations_item_14_params, "body": ApplyChangesBody_operations_item_14_body})
ApplyChangesBody_operations_item_15_params = TypedDict("ApplyChangesBody_operations_item_15_params", {"id": str, "subject": str})
_ApplyChangesBody_operations_item_15_bodyMust = TypedDict("_ApplyChangesBody_operations_item_15_bodyMust", {"level": str})
_ApplyChangesBody_operations_item_15_bodyMay = TypedDict("_ApplyChangesBody_operations_item_15_bodyMay", {"expires_at": str}, total=False)


class ApplyChangesBody_operations_item_15_body(_ApplyChangesBody_operations_item_15_bodyMust, _ApplyChangesBody_operations_item_15_bodyMay):
    pass

ApplyChangesBody_operations_item_15 = TypedDict("ApplyChangesBody_operations_item_15", {"operation": Literal["setGrant"], "params": ApplyChangesBody_operations_item_15_params, "body": ApplyChangesBody_operations_item_15_body})
ApplyChangesBody_operations_item_16_params = TypedDict("ApplyChangesBody_operations_item_16_params", {"id": str, "subject": str})
ApplyChangesBody_operations_item_16 = TypedDict("ApplyChangesBody_operations_item_16", {"operation": Literal["removeGrant"], "params": ApplyChangesBody_operations_item_16_params})
ApplyChangesBody_operations_item_17_params = TypedDict("ApplyChangesBody_operations_item_17_params", {"type": str, "id": str})
ApplyChangesBody_operations_item_17_body = TypedDict("ApplyChangesBody_operations_item_17_body", {"name": str, "attributes": dict[str, Any]}, total=False)
ApplyChangesBody_operations_item_17 = TypedDict("ApplyChangesBody_operations_item_17", {"operation": Literal["putResource"], "params": ApplyChangesBody_operations_item_17_params, "body": ApplyChangesBody_operations_item_17_body})
ApplyChangesBody_operations_item_18_params = TypedDict("ApplyChangesBody_operations_item_18_params", {"type": str, "id": str})
ApplyChangesBody_operations_item_18 = TypedDict("ApplyChangesBody_operations_item_18", {"operation": Literal["deleteResource"], "params": ApplyChangesBody_operations_item_18_params})
ApplyChangesBody_operations_item_19_params = TypedDict("ApplyChangesBody_operations_item_19_params", {"type": str, "id": str, "collection": str})
ApplyChangesBody_operations_item_19 = TypedDict("ApplyChangesBody_operations_item_19", {"operation": Literal["addToCollection"], "params": ApplyChangesBody_operations_item_19_params})
ApplyChangesBody_operations_item_20_params = TypedDict("ApplyChangesBody_operations_item_20_params", {"type": str, "id": str, "collection": str})
ApplyChangesBody_operations_item_20 = TypedDict("ApplyChangesBody_operations_item_20", {"operation": Literal["removeFromCollection"], "params": ApplyChangesBody_operations_item_20_params})
ApplyChangesBody_operations_item_21_params = TypedDict("ApplyChangesBody_operations_item_21_params", {"type": str, "id": str, "subject": str})
_ApplyChangesBody_operations_item_21_bodyMust = TypedDict("_ApplyChangesBody_operations_item_21_bodyMust", {"level": str})
_ApplyChangesBody_operations_item_21_bodyMay = TypedDict("_ApplyChangesBody_operations_item_21_bodyMay", {"expires_at": str}, total=False)


class ApplyChangesBody_operations_item_21_body(_ApplyChangesBody_operations_item_21_bodyMust, _ApplyChangesBody_operations_item_21_bodyMay):
    pass

ApplyChangesBody_operations_item_21 = TypedDict("ApplyChangesBody_operations_item_21", {"operation": Literal["setResourceGrant"], "params": ApplyChangesBody_operations_item_21_params, "body": ApplyChangesBody_operations_item_21_body})
ApplyChangesBody_operations_item_22_params = TypedDict("ApplyChangesBody_operations_item_22_params", {"type": str, "id": str, "subject": str})
ApplyChangesBody_operations_item_22 = TypedDict("ApplyChangesBody_operations_item_22", {"operation": Literal["removeResourceGrant"], "params": ApplyChangesBody_operations_item_22_params})
ApplyChangesBody_operations_item_23_params = TypedDict("ApplyChangesBody_operations_item_23_params", {"role": str})
_ApplyChangesBody_operations_item_23_body_may_itemMust = TypedDict("_ApplyChangesBody_operations_item_23_body_may_itemMust", {"resource": str, "action": str})
_ApplyChangesBody_operations_item_23_body_may_itemMay = TypedDict("_ApplyChangesBody_operations_item_23_body_may_itemMay", {"expires_at": str}, total=False)


class ApplyChangesBody_operations_item_23_body_may_item(_ApplyChangesBody_operations_item_23_body_may_itemMust, _ApplyChangesBody_operations_item_23_body_may_itemMay):
    pass

_ApplyChangesBody_operations_item_23_body_may_not_itemMust = TypedDict("_ApplyChangesBody_operations_item_23_body_may_not_itemMust", {"resource": str, "action": str})
_ApplyChangesBody_operations_item_23_body_may_not_itemMay = TypedDict("_ApplyChangesBody_operations_item_23_body_may_not_itemMay", {"expires_at": str}, total=False)


class ApplyChangesBody_operations_item_23_body_may_not_item(_ApplyChangesBody_operations_item_23_body_may_not_itemMust, _ApplyChangesBody_operations_item_23_body_may_not_itemMay):
    pass

ApplyChangesBody_operations_item_23_body = TypedDict("ApplyChangesBody_operations_item_23_body", {"title": str, "description": str, "based_on": str, "may": list[ApplyChangesBody_operations_item_23_body_may_item], "may_not": list[ApplyChangesBody_operations_item_23_body_may_not_item], "accept": list[Literal["escalation"]]}, total=False)
ApplyChangesBody_operations_item_23 = TypedDict("ApplyChangesBody_operations_item_23", {"operation": Literal["putRole"], "params": ApplyChangesBody_operations_item_23_params, "body": ApplyChangesBody_operations_item_23_body})
ApplyChangesBody_operations_item_24_params = TypedDict("ApplyChangesBody_operations_item_24_params", {"role": str})
ApplyChangesBody_operations_item_24_query = TypedDict("ApplyChangesBody_operations_item_24_query", {"move_to": str}, total=False)
_ApplyChangesBody_operations_item_24Must = TypedDict("_ApplyChangesBody_operations_item_24Must", {"operation": Literal["deleteRole"], "params": ApplyChangesBody_operations_item_24_params})
_ApplyChangesBody_operations_item_24May = TypedDict("_ApplyChangesBody_operations_item_24May", {"query": ApplyChangesBody_operations_item_24_query}, total=False)


class ApplyChangesBody_operations_item_24(_ApplyChangesBody_operations_item_24Must, _ApplyChangesBody_operations_item_24May):
    pass

ApplyChangesBody = TypedDict("ApplyChangesBody", {"operations": list[Union[ApplyChangesBody_operations_item_0, ApplyChangesBody_operations_item_1, ApplyChangesBody_operations_item_2, ApplyChangesBody_operations_item_3, ApplyChangesBody_operations_item_4, ApplyChangesBody_operations_item_5, ApplyChangesBody_operations_item_6, ApplyChangesBody_operations_item_7, ApplyChangesBody_operations_item_8, ApplyChangesBody_operations_item_9, ApplyChangesBody_operations_item_10, ApplyChangesBody_operations_item_11, ApplyChangesBody_operations_item_12, ApplyChangesBody_operations_item_13, ApplyChangesBody_operations_item_14, ApplyChangesBody_operations_item_15, ApplyChangesBody_operations_item_16, ApplyChangesBody_operations_item_17, ApplyChangesBody_operations_item_18, ApplyChangesBody_operations_item_19, ApplyChangesBody_operations_item_20, ApplyChangesBody_operations_item_21, ApplyChangesBody_operations_item_22, ApplyChangesBody_operations_item_23, ApplyChangesBody_operations_item_24]]})
_AuditEffectMust = TypedDict("_AuditEffectMust", {"what": str})
_AuditEffectMay = TypedDict("_AuditEffectMay", {"subject": str, "resource": str, "id": str, "from": str, "to": str}, total=False)


class AuditEffect(_AuditEffectMust, _AuditEffectMay):
    pass

_OperationDoneMust = TypedDict("_OperationDoneMust", {"operation": str, "target": str, "changed": bool, "effects": list[AuditEffect]})
_OperationDoneMay = TypedDict("_OperationDoneMay", {"more_effects": int}, total=False)


class OperationDone(_OperationDoneMust, _OperationDoneMay):
    pass

_ApplyChangesReplyMust = TypedDict("_ApplyChangesReplyMust", {"operations": list[OperationDone], "revision": int, "token": str, "propagated": bool})
_ApplyChangesReplyMay = TypedDict("_ApplyChangesReplyMay", {"dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class ApplyChangesReply(_ApplyChangesReplyMust, _ApplyChangesReplyMay):
    pass

_CreateOrganisationBodyMust = TypedDict("_CreateOrganisationBodyMust", {"id": str, "name": str})
_CreateOrganisationBodyMay = TypedDict("_CreateOrganisationBodyMay", {"policy_set": str, "admin": str}, total=False)


class CreateOrganisationBody(_CreateOrganisationBodyMust, _CreateOrganisationBodyMay):
    pass

_CreateOrganisationReplyMust = TypedDict("_CreateOrganisationReplyMust", {"id": str, "name": str, "policy_set": str, "created_at": str, "revision": int, "token": str, "propagated": bool})
_CreateOrganisationReplyMay = TypedDict("_CreateOrganisationReplyMay", {"dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class CreateOrganisationReply(_CreateOrganisationReplyMust, _CreateOrganisationReplyMay):
    pass

Organisation = TypedDict("Organisation", {"id": str, "name": str, "policy_set": str, "created_at": str})
_ListOrganisationsReplyMust = TypedDict("_ListOrganisationsReplyMust", {"items": list[Organisation]})
_ListOrganisationsReplyMay = TypedDict("_ListOrganisationsReplyMay", {"next_token": str}, total=False)


class ListOrganisationsReply(_ListOrganisationsReplyMust, _ListOrganisationsReplyMay):
    pass

GetOrganisationReply = TypedDict("GetOrganisationReply", {"id": str, "name": str, "policy_set": str, "created_at": str, "revision": int, "token": str})
UpdateOrganisationBody = TypedDict("UpdateOrganisationBody", {"name": str})
_UpdateOrganisationReplyMust = TypedDict("_UpdateOrganisationReplyMust", {"id": str, "name": str, "policy_set": str, "created_at": str, "revision": int, "token": str, "propagated": bool})
_UpdateOrganisationReplyMay = TypedDict("_UpdateOrganisationReplyMay", {"dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class UpdateOrganisationReply(_UpdateOrganisationReplyMust, _UpdateOrganisationReplyMay):
    pass

_GetSettingsReplyMust = TypedDict("_GetSettingsReplyMust", {"newcomer_role": str, "default_access": str, "invitation_days": int, "api_key_max_days": Union[int, None], "networks": Union[list[str], None], "revision": int})
_GetSettingsReplyMay = TypedDict("_GetSettingsReplyMay", {"decision_sample": float, "decision_mask": bool, "decision_days": Union[int, None], "audit_days": Union[int, None], "language": Union[str, None], "policy_review": Literal["none", "two_people"]}, total=False)


class GetSettingsReply(_GetSettingsReplyMust, _GetSettingsReplyMay):
    pass

UpdateSettingsBody = TypedDict("UpdateSettingsBody", {"newcomer_role": str, "default_access": str, "invitation_days": int, "api_key_max_days": Union[int, None], "networks": Union[list[str], None], "decision_sample": float, "decision_mask": bool, "decision_days": Union[int, None], "audit_days": Union[int, None], "language": Union[str, None], "policy_review": Literal["none", "two_people"]}, total=False)
_UpdateSettingsReplyMust = TypedDict("_UpdateSettingsReplyMust", {"newcomer_role": str, "default_access": str, "invitation_days": int, "api_key_max_days": Union[int, None], "networks": Union[list[str], None], "revision": int, "token": str, "propagated": bool})
_UpdateSettingsReplyMay = TypedDict("_UpdateSettingsReplyMay", {"decision_sample": float, "decision_mask": bool, "decision_days": Union[int, None], "audit_days": Union[int, None], "language": Union[str, None], "policy_review": Literal["none", "two_people"], "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class UpdateSettingsReply(_UpdateSettingsReplyMust, _UpdateSettingsReplyMay):
    pass

_AccountMust = TypedDict("_AccountMust", {"id": str, "subject": str, "groups": list[str], "attributes": dict[str, Any], "disabled": bool})
_AccountMay = TypedDict("_AccountMay", {"role": str, "expires_at": str, "name": str, "email": str, "external_id": str, "created_at": str}, total=False)


class Account(_AccountMust, _AccountMay):
    pass

_ListMembersReplyMust = TypedDict("_ListMembersReplyMust", {"items": list[Account]})
_ListMembersReplyMay = TypedDict("_ListMembersReplyMay", {"next_token": str}, total=False)


class ListMembersReply(_ListMembersReplyMust, _ListMembersReplyMay):
    pass

_GetMemberReplyMust = TypedDict("_GetMemberReplyMust", {"id": str, "subject": str, "groups": list[str], "attributes": dict[str, Any], "disabled": bool, "revision": int})
_GetMemberReplyMay = TypedDict("_GetMemberReplyMay", {"role": str, "expires_at": str, "name": str, "email": str, "external_id": str, "created_at": str}, total=False)


class GetMemberReply(_GetMemberReplyMust, _GetMemberReplyMay):
    pass

AddMemberBody = TypedDict("AddMemberBody", {"role": str, "expires_at": Union[str, None], "name": str, "email": str, "external_id": str, "attributes": dict[str, Any]}, total=False)
_AddMemberReplyMust = TypedDict("_AddMemberReplyMust", {"id": str, "subject": str, "groups": list[str], "attributes": dict[str, Any], "disabled": bool, "revision": int, "token": str, "propagated": bool})
_AddMemberReplyMay = TypedDict("_AddMemberReplyMay", {"role": str, "expires_at": str, "name": str, "email": str, "external_id": str, "created_at": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class AddMemberReply(_AddMemberReplyMust, _AddMemberReplyMay):
    pass

_DisableMemberReplyMust = TypedDict("_DisableMemberReplyMust", {"id": str, "subject": str, "groups": list[str], "attributes": dict[str, Any], "disabled": bool, "revision": int, "token": str, "propagated": bool})
_DisableMemberReplyMay = TypedDict("_DisableMemberReplyMay", {"role": str, "expires_at": str, "name": str, "email": str, "external_id": str, "created_at": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class DisableMemberReply(_DisableMemberReplyMust, _DisableMemberReplyMay):
    pass

_EnableMemberReplyMust = TypedDict("_EnableMemberReplyMust", {"id": str, "subject": str, "groups": list[str], "attributes": dict[str, Any], "disabled": bool, "revision": int, "token": str, "propagated": bool})
_EnableMemberReplyMay = TypedDict("_EnableMemberReplyMay", {"role": str, "expires_at": str, "name": str, "email": str, "external_id": str, "created_at": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class EnableMemberReply(_EnableMemberReplyMust, _EnableMemberReplyMay):
    pass

_MergeMembersBodyMust = TypedDict("_MergeMembersBodyMust", {"from": str})
_MergeMembersBodyMay = TypedDict("_MergeMembersBodyMay", {"role": str}, total=False)


class MergeMembersBody(_MergeMembersBodyMust, _MergeMembersBodyMay):
    pass

_MergeMembersReply_grants_itemMust = TypedDict("_MergeMembersReply_grants_itemMust", {"resource": str, "level": str})
_MergeMembersReply_grants_itemMay = TypedDict("_MergeMembersReply_grants_itemMay", {"expires_at": str}, total=False)


class MergeMembersReply_grants_item(_MergeMembersReply_grants_itemMust, _MergeMembersReply_grants_itemMay):
    pass

MergeMembersReply_identities_item = TypedDict("MergeMembersReply_identities_item", {"id": str, "idp": str, "subject": str})
MergeMembersReply_api_keys_item = TypedDict("MergeMembersReply_api_keys_item", {"id": str, "name": str})
MergeMembersReply_invitations_item = TypedDict("MergeMembersReply_invitations_item", {"id": str, "email": str})
_MergeMembersReplyMust = TypedDict("_MergeMembersReplyMust", {"person": Account, "role": str, "gone": str, "groups": list[str], "grants": list[MergeMembersReply_grants_item], "denies": list[list[str]], "identities": list[MergeMembersReply_identities_item], "api_keys": list[MergeMembersReply_api_keys_item], "invitations": list[MergeMembersReply_invitations_item], "revision": int, "token": str, "propagated": bool})
_MergeMembersReplyMay = TypedDict("_MergeMembersReplyMay", {"role_lost": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class MergeMembersReply(_MergeMembersReplyMust, _MergeMembersReplyMay):
    pass

CreateInvitationBody_grants_item = TypedDict("CreateInvitationBody_grants_item", {"resource": str, "level": str})
_CreateInvitationBodyMust = TypedDict("_CreateInvitationBodyMust", {"email": str, "role": str})
_CreateInvitationBodyMay = TypedDict("_CreateInvitationBodyMay", {"grants": list[CreateInvitationBody_grants_item], "access_expires_at": str, "language": str}, total=False)


class CreateInvitationBody(_CreateInvitationBodyMust, _CreateInvitationBodyMay):
    pass

CreateInvitationReply_grants_item = TypedDict("CreateInvitationReply_grants_item", {"resource": str, "level": str})
_CreateInvitationReplyMust = TypedDict("_CreateInvitationReplyMust", {"id": str, "email": str, "role": str, "grants": list[CreateInvitationReply_grants_item], "invited_by": str, "created_at": str, "expires_at": str, "accept_token": str, "link": str, "revision": int, "token": str, "propagated": bool})
_CreateInvitationReplyMay = TypedDict("_CreateInvitationReplyMay", {"access_expires_at": str, "language": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class CreateInvitationReply(_CreateInvitationReplyMust, _CreateInvitationReplyMay):
    pass

Invitation_grants_item = TypedDict("Invitation_grants_item", {"resource": str, "level": str})
_InvitationMust = TypedDict("_InvitationMust", {"id": str, "email": str, "role": str, "grants": list[Invitation_grants_item], "invited_by": str, "created_at": str, "expires_at": str})
_InvitationMay = TypedDict("_InvitationMay", {"access_expires_at": str, "language": str}, total=False)


class Invitation(_InvitationMust, _InvitationMay):
    pass

_ListInvitationsReplyMust = TypedDict("_ListInvitationsReplyMust", {"items": list[Invitation]})
_ListInvitationsReplyMay = TypedDict("_ListInvitationsReplyMay", {"next_token": str}, total=False)


class ListInvitationsReply(_ListInvitationsReplyMust, _ListInvitationsReplyMay):
    pass

CreateInvitationsBody_grants_item = TypedDict("CreateInvitationsBody_grants_item", {"resource": str, "level": str})
_CreateInvitationsBodyMust = TypedDict("_CreateInvitationsBodyMust", {"text": str})
_CreateInvitationsBodyMay = TypedDict("_CreateInvitationsBodyMay", {"role": str, "grants": list[CreateInvitationsBody_grants_item], "access_expires_at": str, "language": str}, total=False)


class CreateInvitationsBody(_CreateInvitationsBodyMust, _CreateInvitationsBodyMay):
    pass

_CreateInvitationsReply_invited_itemMust = TypedDict("_CreateInvitationsReply_invited_itemMust", {"email": str, "role": str})
_CreateInvitationsReply_invited_itemMay = TypedDict("_CreateInvitationsReply_invited_itemMay", {"id": str, "link": str}, total=False)


class CreateInvitationsReply_invited_item(_CreateInvitationsReply_invited_itemMust, _CreateInvitationsReply_invited_itemMay):
    pass

CreateInvitationsReply_already_item = TypedDict("CreateInvitationsReply_already_item", {"email": str, "subject": str})
_CreateInvitationsReplyMust = TypedDict("_CreateInvitationsReplyMust", {"invited": list[CreateInvitationsReply_invited_item], "already": list[CreateInvitationsReply_already_item], "revision": int, "token": str, "propagated": bool})
_CreateInvitationsReplyMay = TypedDict("_CreateInvitationsReplyMay", {"dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class CreateInvitationsReply(_CreateInvitationsReplyMust, _CreateInvitationsReplyMay):
    pass

_AcceptInvitationBodyMust = TypedDict("_AcceptInvitationBodyMust", {"token": str})
_AcceptInvitationBodyMay = TypedDict("_AcceptInvitationBodyMay", {"user": str}, total=False)


class AcceptInvitationBody(_AcceptInvitationBodyMust, _AcceptInvitationBodyMay):
    pass

_AcceptInvitationReplyMust = TypedDict("_AcceptInvitationReplyMust", {"org": str, "subject": str, "role": str, "revision": int, "token": str, "propagated": bool})
_AcceptInvitationReplyMay = TypedDict("_AcceptInvitationReplyMay", {"dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class AcceptInvitationReply(_AcceptInvitationReplyMust, _AcceptInvitationReplyMay):
    pass

_GroupMust = TypedDict("_GroupMust", {"id": str, "subject": str, "created_at": str})
_GroupMay = TypedDict("_GroupMay", {"name": str}, total=False)


class Group(_GroupMust, _GroupMay):
    pass

_ListGroupsReplyMust = TypedDict("_ListGroupsReplyMust", {"items": list[Group]})
_ListGroupsReplyMay = TypedDict("_ListGroupsReplyMay", {"next_token": str}, total=False)


class ListGroupsReply(_ListGroupsReplyMust, _ListGroupsReplyMay):
    pass

_GetGroupReplyMust = TypedDict("_GetGroupReplyMust", {"id": str, "subject": str, "created_at": str, "groups": list[str], "members": int, "revision": int})
_GetGroupReplyMay = TypedDict("_GetGroupReplyMay", {"name": str}, total=False)


class GetGroupReply(_GetGroupReplyMust, _GetGroupReplyMay):
    pass

PutGroupBody = TypedDict("PutGroupBody", {"name": str}, total=False)
_PutGroupReplyMust = TypedDict("_PutGroupReplyMust", {"id": str, "subject": str, "created_at": str, "groups": list[str], "members": int, "revision": int, "token": str, "propagated": bool})
_PutGroupReplyMay = TypedDict("_PutGroupReplyMay", {"name": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class PutGroupReply(_PutGroupReplyMust, _PutGroupReplyMay):
    pass

_ListGroupMembersReply_items_itemMust = TypedDict("_ListGroupMembersReply_items_itemMust", {"subject": str})
_ListGroupMembersReply_items_itemMay = TypedDict("_ListGroupMembersReply_items_itemMay", {"name": str, "expires_at": str}, total=False)


class ListGroupMembersReply_items_item(_ListGroupMembersReply_items_itemMust, _ListGroupMembersReply_items_itemMay):
    pass

_ListGroupMembersReplyMust = TypedDict("_ListGroupMembersReplyMust", {"items": list[ListGroupMembersReply_items_item]})
_ListGroupMembersReplyMay = TypedDict("_ListGroupMembersReplyMay", {"next_token": str}, total=False)


class ListGroupMembersReply(_ListGroupMembersReplyMust, _ListGroupMembersReplyMay):
    pass

AddGroupMemberBody = TypedDict("AddGroupMemberBody", {"expires_at": str}, total=False)
_AddGroupMemberReplyMust = TypedDict("_AddGroupMemberReplyMust", {"id": str, "subject": str, "created_at": str, "groups": list[str], "members": int, "revision": int, "token": str, "propagated": bool})
_AddGroupMemberReplyMay = TypedDict("_AddGroupMemberReplyMay", {"name": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class AddGroupMemberReply(_AddGroupMemberReplyMust, _AddGroupMemberReplyMay):
    pass

_RemoveGroupMemberReplyMust = TypedDict("_RemoveGroupMemberReplyMust", {"id": str, "subject": str, "created_at": str, "groups": list[str], "members": int, "revision": int, "token": str, "propagated": bool})
_RemoveGroupMemberReplyMay = TypedDict("_RemoveGroupMemberReplyMay", {"name": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class RemoveGroupMemberReply(_RemoveGroupMemberReplyMust, _RemoveGroupMemberReplyMay):
    pass

_ListServiceAccountsReplyMust = TypedDict("_ListServiceAccountsReplyMust", {"items": list[Account]})
_ListServiceAccountsReplyMay = TypedDict("_ListServiceAccountsReplyMay", {"next_token": str}, total=False)


class ListServiceAccountsReply(_ListServiceAccountsReplyMust, _ListServiceAccountsReplyMay):
    pass

_GetServiceAccountReplyMust = TypedDict("_GetServiceAccountReplyMust", {"id": str, "subject": str, "groups": list[str], "attributes": dict[str, Any], "disabled": bool, "revision": int})
_GetServiceAccountReplyMay = TypedDict("_GetServiceAccountReplyMay", {"role": str, "expires_at": str, "name": str, "email": str, "external_id": str, "created_at": str}, total=False)


class GetServiceAccountReply(_GetServiceAccountReplyMust, _GetServiceAccountReplyMay):
    pass

PutServiceAccountBody = TypedDict("PutServiceAccountBody", {"name": str, "role": str, "expires_at": Union[str, None]}, total=False)
_PutServiceAccountReplyMust = TypedDict("_PutServiceAccountReplyMust", {"id": str, "subject": str, "groups": list[str], "attributes": dict[str, Any], "disabled": bool, "revision": int, "token": str, "propagated": bool})
_PutServiceAccountReplyMay = TypedDict("_PutServiceAccountReplyMay", {"role": str, "expires_at": str, "name": str, "email": str, "external_id": str, "created_at": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class PutServiceAccountReply(_PutServiceAccountReplyMust, _PutServiceAccountReplyMay):
    pass

_CreateApiKeyBodyMust = TypedDict("_CreateApiKeyBodyMust", {"name": str})
_CreateApiKeyBodyMay = TypedDict("_CreateApiKeyBodyMay", {"subject": str, "scopes": list[Literal["check", "read", "write"]], "expires_at": str, "networks": list[str]}, total=False)


class CreateApiKeyBody(_CreateApiKeyBodyMust, _CreateApiKeyBodyMay):
    pass

_CreateApiKeyReplyMust = TypedDict("_CreateApiKeyReplyMust", {"id": str, "subject": str, "name": str, "scopes": list[Literal["check", "read", "write"]], "hint": str, "created_at": str, "key": str, "revision": int, "token": str, "propagated": bool})
_CreateApiKeyReplyMay = TypedDict("_CreateApiKeyReplyMay", {"owner": str, "networks": list[str], "expires_at": str, "last_used_at": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class CreateApiKeyReply(_CreateApiKeyReplyMust, _CreateApiKeyReplyMay):
    pass

_ApiKeyMust = TypedDict("_ApiKeyMust", {"id": str, "subject": str, "name": str, "scopes": list[Literal["check", "read", "write"]], "hint": str, "created_at": str})
_ApiKeyMay = TypedDict("_ApiKeyMay", {"owner": str, "networks": list[str], "expires_at": str, "last_used_at": str}, total=False)


class ApiKey(_ApiKeyMust, _ApiKeyMay):
    pass

_ListApiKeysReplyMust = TypedDict("_ListApiKeysReplyMust", {"items": list[ApiKey]})
_ListApiKeysReplyMay = TypedDict("_ListApiKeysReplyMay", {"next_token": str}, total=False)


class ListApiKeysReply(_ListApiKeysReplyMust, _ListApiKeysReplyMay):
    pass

CreateClientBody_certificate_name = TypedDict("CreateClientBody_certificate_name", {"subject_dn": str, "san_dns": str, "san_uri": str, "san_ip": str, "san_email": str}, total=False)
CreateClientBody_jwks = TypedDict("CreateClientBody_jwks", {"keys": list[dict[str, Any]]})
_CreateClientBodyMust = TypedDict("_CreateClientBodyMust", {"name": str, "kind": Literal["web", "public", "device", "service"]})
_CreateClientBodyMay = TypedDict("_CreateClientBodyMay", {"redirect_uris": list[str], "allowed_origins": list[str], "post_logout_redirect_uris": list[str], "backchannel_logout_uri": str, "backchannel_logout_session_required": bool, "initiate_login_uri": str, "auth_method": Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none", "tls_client_auth", "self_signed_tls_client_auth"], "certificate_name": CreateClientBody_certificate_name, "certificate_bound": bool, "jwks": CreateClientBody_jwks, "jwks_uri": str, "id_token_alg": Literal["RS256", "PS256", "ES256", "EdDSA"], "profile": Literal["fapi2"], "scopes": list[Literal["check", "read", "write"]], "resources": list[str], "default_resource": str, "audience": str, "require_pkce": bool, "require_par": bool, "dpop_bound": bool, "first_party": bool, "networks": list[str], "subject": str}, total=False)


class CreateClientBody(_CreateClientBodyMust, _CreateClientBodyMay):
    pass

_ClientSecretMust = TypedDict("_ClientSecretMust", {"hint": str, "created_at": str})
_ClientSecretMay = TypedDict("_ClientSecretMay", {"expires_at": str}, total=False)


class ClientSecret(_ClientSecretMust, _ClientSecretMay):
    pass

CreateClientReply_certificate_name = TypedDict("CreateClientReply_certificate_name", {"subject_dn": str, "san_dns": str, "san_uri": str, "san_ip": str, "san_email": str}, total=False)
CreateClientReply_jwks = TypedDict("CreateClientReply_jwks", {"keys": list[dict[str, Any]]})
_CreateClientReplyMust = TypedDict("_CreateClientReplyMust", {"client_id": str, "kind": Literal["web", "public", "device", "service"], "name": str, "redirect_uris": list[str], "post_logout_redirect_uris": list[str], "backchannel_logout_session_required": bool, "scopes": list[Literal["check", "read", "write"]], "resources": list[str], "require_pkce": bool, "require_par": bool, "dpop_bound": bool, "first_party": bool, "secrets": list[ClientSecret], "created_at": str, "revision": int, "token": str, "propagated": bool})
_CreateClientReplyMay = TypedDict("_CreateClientReplyMay", {"subject": str, "allowed_origins": list[str], "backchannel_logout_uri": str, "initiate_login_uri": str, "auth_method": Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none", "tls_client_auth", "self_signed_tls_client_auth"], "certificate_name": CreateClientReply_certificate_name, "certificate_bound": bool, "jwks": CreateClientReply_jwks, "jwks_uri": str, "id_token_alg": Literal["RS256", "PS256", "ES256", "EdDSA"], "profile": Literal["fapi2"], "default_resource": str, "audience": str, "networks": list[str], "client_secret": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class CreateClientReply(_CreateClientReplyMust, _CreateClientReplyMay):
    pass

Client_certificate_name = TypedDict("Client_certificate_name", {"subject_dn": str, "san_dns": str, "san_uri": str, "san_ip": str, "san_email": str}, total=False)
Client_jwks = TypedDict("Client_jwks", {"keys": list[dict[str, Any]]})
_ClientMust = TypedDict("_ClientMust", {"client_id": str, "kind": Literal["web", "public", "device", "service"], "name": str, "redirect_uris": list[str], "post_logout_redirect_uris": list[str], "backchannel_logout_session_required": bool, "scopes": list[Literal["check", "read", "write"]], "resources": list[str], "require_pkce": bool, "require_par": bool, "dpop_bound": bool, "first_party": bool, "secrets": list[ClientSecret], "created_at": str})
_ClientMay = TypedDict("_ClientMay", {"subject": str, "allowed_origins": list[str], "backchannel_logout_uri": str, "initiate_login_uri": str, "auth_method": Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none", "tls_client_auth", "self_signed_tls_client_auth"], "certificate_name": Client_certificate_name, "certificate_bound": bool, "jwks": Client_jwks, "jwks_uri": str, "id_token_alg": Literal["RS256", "PS256", "ES256", "EdDSA"], "profile": Literal["fapi2"], "default_resource": str, "audience": str, "networks": list[str]}, total=False)


class Client(_ClientMust, _ClientMay):
    pass

_ListClientsReplyMust = TypedDict("_ListClientsReplyMust", {"items": list[Client]})
_ListClientsReplyMay = TypedDict("_ListClientsReplyMay", {"next_token": str}, total=False)


class ListClientsReply(_ListClientsReplyMust, _ListClientsReplyMay):
    pass

UpdateClientBody_certificate_name = TypedDict("UpdateClientBody_certificate_name", {"subject_dn": str, "san_dns": str, "san_uri": str, "san_ip": str, "san_email": str}, total=False)
UpdateClientBody_jwks = TypedDict("UpdateClientBody_jwks", {"keys": list[dict[str, Any]]})
_UpdateClientBodyMust = TypedDict("_UpdateClientBodyMust", {"name": str})
_UpdateClientBodyMay = TypedDict("_UpdateClientBodyMay", {"redirect_uris": list[str], "allowed_origins": list[str], "post_logout_redirect_uris": list[str], "backchannel_logout_uri": str, "backchannel_logout_session_required": bool, "initiate_login_uri": str, "auth_method": Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none", "tls_client_auth", "self_signed_tls_client_auth"], "certificate_name": UpdateClientBody_certificate_name, "certificate_bound": bool, "jwks": UpdateClientBody_jwks, "jwks_uri": str, "id_token_alg": Literal["RS256", "PS256", "ES256", "EdDSA"], "profile": Literal["fapi2"], "scopes": list[Literal["check", "read", "write"]], "resources": list[str], "default_resource": str, "audience": str, "require_pkce": bool, "require_par": bool, "dpop_bound": bool, "first_party": bool, "networks": list[str]}, total=False)


class UpdateClientBody(_UpdateClientBodyMust, _UpdateClientBodyMay):
    pass

UpdateClientReply_certificate_name = TypedDict("UpdateClientReply_certificate_name", {"subject_dn": str, "san_dns": str, "san_uri": str, "san_ip": str, "san_email": str}, total=False)
UpdateClientReply_jwks = TypedDict("UpdateClientReply_jwks", {"keys": list[dict[str, Any]]})
_UpdateClientReplyMust = TypedDict("_UpdateClientReplyMust", {"client_id": str, "kind": Literal["web", "public", "device", "service"], "name": str, "redirect_uris": list[str], "post_logout_redirect_uris": list[str], "backchannel_logout_session_required": bool, "scopes": list[Literal["check", "read", "write"]], "resources": list[str], "require_pkce": bool, "require_par": bool, "dpop_bound": bool, "first_party": bool, "secrets": list[ClientSecret], "created_at": str, "revision": int, "token": str, "propagated": bool})
_UpdateClientReplyMay = TypedDict("_UpdateClientReplyMay", {"subject": str, "allowed_origins": list[str], "backchannel_logout_uri": str, "initiate_login_uri": str, "auth_method": Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none", "tls_client_auth", "self_signed_tls_client_auth"], "certificate_name": UpdateClientReply_certificate_name, "certificate_bound": bool, "jwks": UpdateClientReply_jwks, "jwks_uri": str, "id_token_alg": Literal["RS256", "PS256", "ES256", "EdDSA"], "profile": Literal["fapi2"], "default_resource": str, "audience": str, "networks": list[str], "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class UpdateClientReply(_UpdateClientReplyMust, _UpdateClientReplyMay):
    pass

RotateClientSecretBody = TypedDict("RotateClientSecretBody", {"overlap_seconds": int}, total=False)
RotateClientSecretReply_certificate_name = TypedDict("RotateClientSecretReply_certificate_name", {"subject_dn": str, "san_dns": str, "san_uri": str, "san_ip": str, "san_email": str}, total=False)
RotateClientSecretReply_jwks = TypedDict("RotateClientSecretReply_jwks", {"keys": list[dict[str, Any]]})
_RotateClientSecretReplyMust = TypedDict("_RotateClientSecretReplyMust", {"client_id": str, "kind": Literal["web", "public", "device", "service"], "name": str, "redirect_uris": list[str], "post_logout_redirect_uris": list[str], "backchannel_logout_session_required": bool, "scopes": list[Literal["check", "read", "write"]], "resources": list[str], "require_pkce": bool, "require_par": bool, "dpop_bound": bool, "first_party": bool, "secrets": list[ClientSecret], "created_at": str, "revision": int, "token": str, "propagated": bool})
_RotateClientSecretReplyMay = TypedDict("_RotateClientSecretReplyMay", {"subject": str, "allowed_origins": list[str], "backchannel_logout_uri": str, "initiate_login_uri": str, "auth_method": Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none", "tls_client_auth", "self_signed_tls_client_auth"], "certificate_name": RotateClientSecretReply_certificate_name, "certificate_bound": bool, "jwks": RotateClientSecretReply_jwks, "jwks_uri": str, "id_token_alg": Literal["RS256", "PS256", "ES256", "EdDSA"], "profile": Literal["fapi2"], "default_resource": str, "audience": str, "networks": list[str], "client_secret": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class RotateClientSecretReply(_RotateClientSecretReplyMust, _RotateClientSecretReplyMay):
    pass

CreatePlatformClientBody_certificate_name = TypedDict("CreatePlatformClientBody_certificate_name", {"subject_dn": str, "san_dns": str, "san_uri": str, "san_ip": str, "san_email": str}, total=False)
CreatePlatformClientBody_jwks = TypedDict("CreatePlatformClientBody_jwks", {"keys": list[dict[str, Any]]})
_CreatePlatformClientBodyMust = TypedDict("_CreatePlatformClientBodyMust", {"name": str, "kind": Literal["web", "public", "device", "service"]})
_CreatePlatformClientBodyMay = TypedDict("_CreatePlatformClientBodyMay", {"redirect_uris": list[str], "allowed_origins": list[str], "post_logout_redirect_uris": list[str], "backchannel_logout_uri": str, "backchannel_logout_session_required": bool, "initiate_login_uri": str, "auth_method": Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none", "tls_client_auth", "self_signed_tls_client_auth"], "certificate_name": CreatePlatformClientBody_certificate_name, "certificate_bound": bool, "jwks": CreatePlatformClientBody_jwks, "jwks_uri": str, "id_token_alg": Literal["RS256", "PS256", "ES256", "EdDSA"], "profile": Literal["fapi2"], "scopes": list[Literal["check", "read", "write"]], "resources": list[str], "default_resource": str, "audience": str, "require_pkce": bool, "require_par": bool, "dpop_bound": bool, "first_party": bool, "networks": list[str]}, total=False)


class CreatePlatformClientBody(_CreatePlatformClientBodyMust, _CreatePlatformClientBodyMay):
    pass

CreatePlatformClientReply_certificate_name = TypedDict("CreatePlatformClientReply_certificate_name", {"subject_dn": str, "san_dns": str, "san_uri": str, "san_ip": str, "san_email": str}, total=False)
CreatePlatformClientReply_jwks = TypedDict("CreatePlatformClientReply_jwks", {"keys": list[dict[str, Any]]})
_CreatePlatformClientReplyMust = TypedDict("_CreatePlatformClientReplyMust", {"client_id": str, "kind": Literal["web", "public", "device", "service"], "name": str, "redirect_uris": list[str], "post_logout_redirect_uris": list[str], "backchannel_logout_session_required": bool, "scopes": list[Literal["check", "read", "write"]], "resources": list[str], "require_pkce": bool, "require_par": bool, "dpop_bound": bool, "first_party": bool, "secrets": list[ClientSecret], "created_at": str})
_CreatePlatformClientReplyMay = TypedDict("_CreatePlatformClientReplyMay", {"subject": str, "allowed_origins": list[str], "backchannel_logout_uri": str, "initiate_login_uri": str, "auth_method": Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none", "tls_client_auth", "self_signed_tls_client_auth"], "certificate_name": CreatePlatformClientReply_certificate_name, "certificate_bound": bool, "jwks": CreatePlatformClientReply_jwks, "jwks_uri": str, "id_token_alg": Literal["RS256", "PS256", "ES256", "EdDSA"], "profile": Literal["fapi2"], "default_resource": str, "audience": str, "networks": list[str], "client_secret": str}, total=False)


class CreatePlatformClientReply(_CreatePlatformClientReplyMust, _CreatePlatformClientReplyMay):
    pass

_ListPlatformClientsReplyMust = TypedDict("_ListPlatformClientsReplyMust", {"items": list[Client]})
_ListPlatformClientsReplyMay = TypedDict("_ListPlatformClientsReplyMay", {"next_token": str}, total=False)


class ListPlatformClientsReply(_ListPlatformClientsReplyMust, _ListPlatformClientsReplyMay):
    pass

DeletePlatformClientReply = TypedDict("DeletePlatformClientReply", {"client_id": str})
RotatePlatformClientSecretBody = TypedDict("RotatePlatformClientSecretBody", {"overlap_seconds": int}, total=False)
RotatePlatformClientSecretReply_certificate_name = TypedDict("RotatePlatformClientSecretReply_certificate_name", {"subject_dn": str, "san_dns": str, "san_uri": str, "san_ip": str, "san_email": str}, total=False)
RotatePlatformClientSecretReply_jwks = TypedDict("RotatePlatformClientSecretReply_jwks", {"keys": list[dict[str, Any]]})
_RotatePlatformClientSecretReplyMust = TypedDict("_RotatePlatformClientSecretReplyMust", {"client_id": str, "kind": Literal["web", "public", "device", "service"], "name": str, "redirect_uris": list[str], "post_logout_redirect_uris": list[str], "backchannel_logout_session_required": bool, "scopes": list[Literal["check", "read", "write"]], "resources": list[str], "require_pkce": bool, "require_par": bool, "dpop_bound": bool, "first_party": bool, "secrets": list[ClientSecret], "created_at": str})
_RotatePlatformClientSecretReplyMay = TypedDict("_RotatePlatformClientSecretReplyMay", {"subject": str, "allowed_origins": list[str], "backchannel_logout_uri": str, "initiate_login_uri": str, "auth_method": Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none", "tls_client_auth", "self_signed_tls_client_auth"], "certificate_name": RotatePlatformClientSecretReply_certificate_name, "certificate_bound": bool, "jwks": RotatePlatformClientSecretReply_jwks, "jwks_uri": str, "id_token_alg": Literal["RS256", "PS256", "ES256", "EdDSA"], "profile": Literal["fapi2"], "default_resource": str, "audience": str, "networks": list[str], "client_secret": str}, total=False)


class RotatePlatformClientSecretReply(_RotatePlatformClientSecretReplyMust, _RotatePlatformClientSecretReplyMay):
    pass

Session = TypedDict("Session", {"id": str, "kind": Literal["browser", "offline"], "signed_in_at": str, "expires_at": str, "clients": list[str]})
_ListOwnSessionsReplyMust = TypedDict("_ListOwnSessionsReplyMust", {"items": list[Session]})
_ListOwnSessionsReplyMay = TypedDict("_ListOwnSessionsReplyMay", {"next_token": str}, total=False)


class ListOwnSessionsReply(_ListOwnSessionsReplyMust, _ListOwnSessionsReplyMay):
    pass

RotateSigningKeysReply = TypedDict("RotateSigningKeysReply", {"kid": str, "signs_from": str})
_GivenMust = TypedDict("_GivenMust", {"rule": list[str], "revision": int, "at": str, "by": str, "action": str})
_GivenMay = TypedDict("_GivenMay", {"reason": str}, total=False)


class Given(_GivenMust, _GivenMay):
    pass

_ReportPermissionsReply_items_itemMust = TypedDict("_ReportPermissionsReply_items_itemMust", {"subject": str, "resource": str, "level": str, "via": list[list[str]]})
_ReportPermissionsReply_items_itemMay = TypedDict("_ReportPermissionsReply_items_itemMay", {"given": list[list[Given]]}, total=False)


class ReportPermissionsReply_items_item(_ReportPermissionsReply_items_itemMust, _ReportPermissionsReply_items_itemMay):
    pass

_ReportPermissionsReplyMust = TypedDict("_ReportPermissionsReplyMust", {"items": list[ReportPermissionsReply_items_item]})
_ReportPermissionsReplyMay = TypedDict("_ReportPermissionsReplyMay", {"next_token": str}, total=False)


class ReportPermissionsReply(_ReportPermissionsReplyMust, _ReportPermissionsReplyMay):
    pass

_EndingMust = TypedDict("_EndingMust", {"expires_at": str, "subject": str, "rule": list[str]})
_EndingMay = TypedDict("_EndingMay", {"role": str, "group": str, "resource": str, "level": str, "by": str, "at": str, "reason": str}, total=False)


class Ending(_EndingMust, _EndingMay):
    pass

_ListEndingReplyMust = TypedDict("_ListEndingReplyMust", {"items": list[Ending]})
_ListEndingReplyMay = TypedDict("_ListEndingReplyMay", {"next_token": str}, total=False)


class ListEndingReply(_ListEndingReplyMust, _ListEndingReplyMay):
    pass

_OpenSupportAccessBodyMust = TypedDict("_OpenSupportAccessBodyMust", {"purpose": str, "level": str, "expires_at": str})
_OpenSupportAccessBodyMay = TypedDict("_OpenSupportAccessBodyMay", {"email": str, "account": str}, total=False)


class OpenSupportAccessBody(_OpenSupportAccessBodyMust, _OpenSupportAccessBodyMay):
    pass

OpenSupportAccessReply_given_item = TypedDict("OpenSupportAccessReply_given_item", {"role": str, "group": str, "resource": str, "level": str, "expires_at": str}, total=False)
_OpenSupportAccessReplyMust = TypedDict("_OpenSupportAccessReplyMust", {"subject": str, "purpose": str, "level": str, "opened_by": str, "created_at": str, "expires_at": str, "revision": int, "token": str, "propagated": bool})
_OpenSupportAccessReplyMay = TypedDict("_OpenSupportAccessReplyMay", {"email": str, "disabled": bool, "given": list[OpenSupportAccessReply_given_item], "given_more": int, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class OpenSupportAccessReply(_OpenSupportAccessReplyMust, _OpenSupportAccessReplyMay):
    pass

SupportAccess_given_item = TypedDict("SupportAccess_given_item", {"role": str, "group": str, "resource": str, "level": str, "expires_at": str}, total=False)
_SupportAccessMust = TypedDict("_SupportAccessMust", {"subject": str, "purpose": str, "level": str, "opened_by": str, "created_at": str, "expires_at": str})
_SupportAccessMay = TypedDict("_SupportAccessMay", {"email": str, "disabled": bool, "given": list[SupportAccess_given_item], "given_more": int}, total=False)


class SupportAccess(_SupportAccessMust, _SupportAccessMay):
    pass

_ListSupportAccessReplyMust = TypedDict("_ListSupportAccessReplyMust", {"items": list[SupportAccess]})
_ListSupportAccessReplyMay = TypedDict("_ListSupportAccessReplyMay", {"next_token": str}, total=False)


class ListSupportAccessReply(_ListSupportAccessReplyMust, _ListSupportAccessReplyMay):
    pass

_Role_may_itemMust = TypedDict("_Role_may_itemMust", {"resource": str, "action": str})
_Role_may_itemMay = TypedDict("_Role_may_itemMay", {"expires_at": str}, total=False)


class Role_may_item(_Role_may_itemMust, _Role_may_itemMay):
    pass

_Role_may_not_itemMust = TypedDict("_Role_may_not_itemMust", {"resource": str, "action": str})
_Role_may_not_itemMay = TypedDict("_Role_may_not_itemMay", {"expires_at": str}, total=False)


class Role_may_not_item(_Role_may_not_itemMust, _Role_may_not_itemMay):
    pass

_RoleMust = TypedDict("_RoleMust", {"role": str, "subject": str, "may": list[Role_may_item], "may_not": list[Role_may_not_item]})
_RoleMay = TypedDict("_RoleMay", {"title": str, "description": str, "based_on": str}, total=False)


class Role(_RoleMust, _RoleMay):
    pass

_ListRolesReplyMust = TypedDict("_ListRolesReplyMust", {"items": list[Role]})
_ListRolesReplyMay = TypedDict("_ListRolesReplyMay", {"next_token": str}, total=False)


class ListRolesReply(_ListRolesReplyMust, _ListRolesReplyMay):
    pass

_GetRoleReply_may_itemMust = TypedDict("_GetRoleReply_may_itemMust", {"resource": str, "action": str})
_GetRoleReply_may_itemMay = TypedDict("_GetRoleReply_may_itemMay", {"expires_at": str}, total=False)


class GetRoleReply_may_item(_GetRoleReply_may_itemMust, _GetRoleReply_may_itemMay):
    pass

_GetRoleReply_may_not_itemMust = TypedDict("_GetRoleReply_may_not_itemMust", {"resource": str, "action": str})
_GetRoleReply_may_not_itemMay = TypedDict("_GetRoleReply_may_not_itemMay", {"expires_at": str}, total=False)


class GetRoleReply_may_not_item(_GetRoleReply_may_not_itemMust, _GetRoleReply_may_not_itemMay):
    pass

GetRoleReply_allowed_item = TypedDict("GetRoleReply_allowed_item", {"resource": str, "actions": list[str]})
_GetRoleReplyMust = TypedDict("_GetRoleReplyMust", {"role": str, "subject": str, "may": list[GetRoleReply_may_item], "may_not": list[GetRoleReply_may_not_item], "allowed": list[GetRoleReply_allowed_item], "revision": int})
_GetRoleReplyMay = TypedDict("_GetRoleReplyMay", {"title": str, "description": str, "based_on": str}, total=False)


class GetRoleReply(_GetRoleReplyMust, _GetRoleReplyMay):
    pass

_PutRoleBody_may_itemMust = TypedDict("_PutRoleBody_may_itemMust", {"resource": str, "action": str})
_PutRoleBody_may_itemMay = TypedDict("_PutRoleBody_may_itemMay", {"expires_at": str}, total=False)


class PutRoleBody_may_item(_PutRoleBody_may_itemMust, _PutRoleBody_may_itemMay):
    pass

_PutRoleBody_may_not_itemMust = TypedDict("_PutRoleBody_may_not_itemMust", {"resource": str, "action": str})
_PutRoleBody_may_not_itemMay = TypedDict("_PutRoleBody_may_not_itemMay", {"expires_at": str}, total=False)


class PutRoleBody_may_not_item(_PutRoleBody_may_not_itemMust, _PutRoleBody_may_not_itemMay):
    pass

PutRoleBody = TypedDict("PutRoleBody", {"title": str, "description": str, "based_on": str, "may": list[PutRoleBody_may_item], "may_not": list[PutRoleBody_may_not_item], "accept": list[Literal["escalation"]]}, total=False)
_PutRoleReply_may_itemMust = TypedDict("_PutRoleReply_may_itemMust", {"resource": str, "action": str})
_PutRoleReply_may_itemMay = TypedDict("_PutRoleReply_may_itemMay", {"expires_at": str}, total=False)


class PutRoleReply_may_item(_PutRoleReply_may_itemMust, _PutRoleReply_may_itemMay):
    pass

_PutRoleReply_may_not_itemMust = TypedDict("_PutRoleReply_may_not_itemMust", {"resource": str, "action": str})
_PutRoleReply_may_not_itemMay = TypedDict("_PutRoleReply_may_not_itemMay", {"expires_at": str}, total=False)


class PutRoleReply_may_not_item(_PutRoleReply_may_not_itemMust, _PutRoleReply_may_not_itemMay):
    pass

_PutRoleReplyMust = TypedDict("_PutRoleReplyMust", {"role": str, "subject": str, "may": list[PutRoleReply_may_item], "may_not": list[PutRoleReply_may_not_item], "notes": list[str], "revision": int, "token": str, "propagated": bool})
_PutRoleReplyMay = TypedDict("_PutRoleReplyMay", {"title": str, "description": str, "based_on": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class PutRoleReply(_PutRoleReplyMust, _PutRoleReplyMay):
    pass

_DeleteRoleReplyMust = TypedDict("_DeleteRoleReplyMust", {"changes": int, "revision": int, "token": str, "propagated": bool})
_DeleteRoleReplyMay = TypedDict("_DeleteRoleReplyMay", {"dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class DeleteRoleReply(_DeleteRoleReplyMust, _DeleteRoleReplyMay):
    pass

_ReviewedAccessMust = TypedDict("_ReviewedAccessMust", {"subject": str, "rule": str})
_ReviewedAccessMay = TypedDict("_ReviewedAccessMay", {"role": str, "group": str, "resource": str, "level": str, "members": int, "since": str, "by": str, "through": str, "reason": str, "expires_at": str, "last_used": str}, total=False)


class ReviewedAccess(_ReviewedAccessMust, _ReviewedAccessMay):
    pass

_ReviewAccessReplyMust = TypedDict("_ReviewAccessReplyMust", {"items": list[ReviewedAccess]})
_ReviewAccessReplyMay = TypedDict("_ReviewAccessReplyMay", {"next_token": str}, total=False)


class ReviewAccessReply(_ReviewAccessReplyMust, _ReviewAccessReplyMay):
    pass

_PublishPolicyBodyMust = TypedDict("_PublishPolicyBodyMust", {"rules": str})
_PublishPolicyBodyMay = TypedDict("_PublishPolicyBodyMay", {"accept": list[Literal["escalation"]]}, total=False)


class PublishPolicyBody(_PublishPolicyBodyMust, _PublishPolicyBodyMay):
    pass

_PublishPolicyReplyMust = TypedDict("_PublishPolicyReplyMust", {"added": int, "removed": int, "revision": int, "token": str, "propagated": bool})
_PublishPolicyReplyMay = TypedDict("_PublishPolicyReplyMay", {"dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class PublishPolicyReply(_PublishPolicyReplyMust, _PublishPolicyReplyMay):
    pass

_PolicyChangeMust = TypedDict("_PolicyChangeMust", {"revision": int, "at": str, "actor": str, "action": str, "resource": str, "adds": int, "removes": int})
_PolicyChangeMay = TypedDict("_PolicyChangeMay", {"reason": str, "request_id": str}, total=False)


class PolicyChange(_PolicyChangeMust, _PolicyChangeMay):
    pass

_ListRevisionsReplyMust = TypedDict("_ListRevisionsReplyMust", {"items": list[PolicyChange]})
_ListRevisionsReplyMay = TypedDict("_ListRevisionsReplyMay", {"next_token": str}, total=False)


class ListRevisionsReply(_ListRevisionsReplyMust, _ListRevisionsReplyMay):
    pass

_PolicyChangeWithRulesMust = TypedDict("_PolicyChangeWithRulesMust", {"revision": int, "at": str, "actor": str, "action": str, "resource": str, "adds": list[list[str]], "removes": list[list[str]]})
_PolicyChangeWithRulesMay = TypedDict("_PolicyChangeWithRulesMay", {"reason": str, "request_id": str}, total=False)


class PolicyChangeWithRules(_PolicyChangeWithRulesMust, _PolicyChangeWithRulesMay):
    pass

DiffPolicyReply = TypedDict("DiffPolicyReply", {"from": int, "to": int, "adds": list[list[str]], "removes": list[list[str]]})
_RollBackPolicyBodyMust = TypedDict("_RollBackPolicyBodyMust", {"revision": int})
_RollBackPolicyBodyMay = TypedDict("_RollBackPolicyBodyMay", {"accept": list[Literal["escalation"]]}, total=False)


class RollBackPolicyBody(_RollBackPolicyBodyMust, _RollBackPolicyBodyMay):
    pass

ReplayPolicyBody_draft_answers_item = TypedDict("ReplayPolicyBody_draft_answers_item", {"rule": str, "answer": Literal["keep", "remove"]})
ReplayPolicyBody_draft = TypedDict("ReplayPolicyBody_draft", {"rules": str, "revision": int, "policy_set": str, "policy_review": Literal["none", "two_people"], "answers": list[ReplayPolicyBody_draft_answers_item]}, total=False)
_ReplayPolicyBodyMust = TypedDict("_ReplayPolicyBodyMust", {"draft": ReplayPolicyBody_draft, "since": str})
_ReplayPolicyBodyMay = TypedDict("_ReplayPolicyBodyMay", {"until": str, "limit": int}, total=False)


class ReplayPolicyBody(_ReplayPolicyBodyMust, _ReplayPolicyBodyMay):
    pass

ChangedAnswer = TypedDict("ChangedAnswer", {"subject": str, "action": str, "resource": str, "allowed": bool, "times": int, "last_at": str})
PolicyReplay = TypedDict("PolicyReplay", {"decisions": int, "questions": int, "masked": int, "sampled": int, "sample": float, "gains": int, "loses": int, "items": list[ChangedAnswer], "more": int})
_PolicyEffect_exampleMust = TypedDict("_PolicyEffect_exampleMust", {"subject": str, "resource": str})
_PolicyEffect_exampleMay = TypedDict("_PolicyEffect_exampleMay", {"when": Literal["before", "after"], "rule": list[str], "path": list[str], "until": str}, total=False)


class PolicyEffect_example(_PolicyEffect_exampleMust, _PolicyEffect_exampleMay):
    pass

_PolicyEffectMust = TypedDict("_PolicyEffectMust", {"on": str, "from": str, "to": str, "gains": list[str], "loses": list[str], "subjects": int, "resources": int, "pairs": int, "example": PolicyEffect_example})
_PolicyEffectMay = TypedDict("_PolicyEffectMay", {"role": str, "through": str}, total=False)


class PolicyEffect(_PolicyEffectMust, _PolicyEffectMay):
    pass

PolicyEffectsReply_left_out = TypedDict("PolicyEffectsReply_left_out", {"rows": int, "pairs": int})
_PolicyEffectsReplyMust = TypedDict("_PolicyEffectsReplyMust", {"items": list[PolicyEffect], "pairs": int, "left_out": PolicyEffectsReply_left_out, "from": int, "to": int})
_PolicyEffectsReplyMay = TypedDict("_PolicyEffectsReplyMay", {"uncompared": int, "next_token": str}, total=False)


class PolicyEffectsReply(_PolicyEffectsReplyMust, _PolicyEffectsReplyMay):
    pass

PlanPolicyBody_answers_item = TypedDict("PlanPolicyBody_answers_item", {"rule": str, "answer": Literal["keep", "remove"]})
_PlanPolicyBody_replayMust = TypedDict("_PlanPolicyBody_replayMust", {"since": str})
_PlanPolicyBody_replayMay = TypedDict("_PlanPolicyBody_replayMay", {"until": str, "limit": int}, total=False)


class PlanPolicyBody_replay(_PlanPolicyBody_replayMust, _PlanPolicyBody_replayMay):
    pass

PlanPolicyBody = TypedDict("PlanPolicyBody", {"rules": str, "revision": int, "policy_set": str, "policy_review": Literal["none", "two_people"], "answers": list[PlanPolicyBody_answers_item], "replay": PlanPolicyBody_replay}, total=False)
PlanPolicyReply_rules = TypedDict("PlanPolicyReply_rules", {"added": list[list[str]], "removed": list[list[str]]})
PlanPolicyReply_effects_left_out = TypedDict("PlanPolicyReply_effects_left_out", {"rows": int, "pairs": int})
_PlanPolicyReply_effectsMust = TypedDict("_PlanPolicyReply_effectsMust", {"items": list[PolicyEffect], "pairs": int, "left_out": PlanPolicyReply_effects_left_out})
_PlanPolicyReply_effectsMay = TypedDict("_PlanPolicyReply_effectsMay", {"uncompared": int}, total=False)


class PlanPolicyReply_effects(_PlanPolicyReply_effectsMust, _PlanPolicyReply_effectsMay):
    pass

_PlanPolicyReplyMust = TypedDict("_PlanPolicyReplyMust", {"id": str, "kind": Literal["rules", "rollback", "policy_set", "review"], "plan_revision": int, "digest": str, "rules_added": int, "rules_removed": int, "pairs": int, "locks_out": list[str], "locked_out": int, "created_by": str, "created_at": str, "expires_at": str, "rules": PlanPolicyReply_rules, "effects": PlanPolicyReply_effects, "text": str, "revision": int, "token": str, "propagated": bool})
_PlanPolicyReplyMay = TypedDict("_PlanPolicyReplyMay", {"to": int, "policy_set": str, "policy_review": str, "remarks": list[str], "escalates": list[str], "reason": str, "author": str, "replay": PolicyReplay, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class PlanPolicyReply(_PlanPolicyReplyMust, _PlanPolicyReplyMay):
    pass

_PolicyPlanHeadMust = TypedDict("_PolicyPlanHeadMust", {"id": str, "kind": Literal["rules", "rollback", "policy_set", "review"], "plan_revision": int, "digest": str, "rules_added": int, "rules_removed": int, "pairs": int, "locks_out": list[str], "locked_out": int, "created_by": str, "created_at": str, "expires_at": str})
_PolicyPlanHeadMay = TypedDict("_PolicyPlanHeadMay", {"to": int, "policy_set": str, "policy_review": str, "remarks": list[str], "escalates": list[str], "reason": str, "author": str}, total=False)


class PolicyPlanHead(_PolicyPlanHeadMust, _PolicyPlanHeadMay):
    pass

_ListPolicyPlansReplyMust = TypedDict("_ListPolicyPlansReplyMust", {"items": list[PolicyPlanHead]})
_ListPolicyPlansReplyMay = TypedDict("_ListPolicyPlansReplyMay", {"next_token": str}, total=False)


class ListPolicyPlansReply(_ListPolicyPlansReplyMust, _ListPolicyPlansReplyMay):
    pass

PolicyPlan_rules = TypedDict("PolicyPlan_rules", {"added": list[list[str]], "removed": list[list[str]]})
PolicyPlan_effects_left_out = TypedDict("PolicyPlan_effects_left_out", {"rows": int, "pairs": int})
_PolicyPlan_effectsMust = TypedDict("_PolicyPlan_effectsMust", {"items": list[PolicyEffect], "pairs": int, "left_out": PolicyPlan_effects_left_out})
_PolicyPlan_effectsMay = TypedDict("_PolicyPlan_effectsMay", {"uncompared": int}, total=False)


class PolicyPlan_effects(_PolicyPlan_effectsMust, _PolicyPlan_effectsMay):
    pass

_PolicyPlanMust = TypedDict("_PolicyPlanMust", {"id": str, "kind": Literal["rules", "rollback", "policy_set", "review"], "plan_revision": int, "digest": str, "rules_added": int, "rules_removed": int, "pairs": int, "locks_out": list[str], "locked_out": int, "created_by": str, "created_at": str, "expires_at": str, "rules": PolicyPlan_rules, "effects": PolicyPlan_effects, "text": str})
_PolicyPlanMay = TypedDict("_PolicyPlanMay", {"to": int, "policy_set": str, "policy_review": str, "remarks": list[str], "escalates": list[str], "reason": str, "author": str}, total=False)


class PolicyPlan(_PolicyPlanMust, _PolicyPlanMay):
    pass

ApplyPolicyPlanBody = TypedDict("ApplyPolicyPlanBody", {"digest": str, "accept": list[Literal["lockouts", "own_right", "escalation"]], "break_glass": str}, total=False)
_ApplyPolicyPlanReplyMust = TypedDict("_ApplyPolicyPlanReplyMust", {"added": int, "removed": int, "revision": int, "token": str, "propagated": bool})
_ApplyPolicyPlanReplyMay = TypedDict("_ApplyPolicyPlanReplyMay", {"dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class ApplyPolicyPlanReply(_ApplyPolicyPlanReplyMust, _ApplyPolicyPlanReplyMay):
    pass

InstalledPolicySet = TypedDict("InstalledPolicySet", {"name": str, "digest": str, "installed_at": str, "organisations": int})
_ListPolicySetsReplyMust = TypedDict("_ListPolicySetsReplyMust", {"items": list[InstalledPolicySet]})
_ListPolicySetsReplyMay = TypedDict("_ListPolicySetsReplyMay", {"next_token": str}, total=False)


class ListPolicySetsReply(_ListPolicySetsReplyMust, _ListPolicySetsReplyMay):
    pass

GetPolicySetReply_versions_item = TypedDict("GetPolicySetReply_versions_item", {"name": str, "digest": str, "installed_at": str})
GetPolicySetReply = TypedDict("GetPolicySetReply", {"name": str, "digest": str, "installed_at": str, "organisations": int, "texts": dict[str, Any], "versions": list[GetPolicySetReply_versions_item], "users": list[str]})
_InstallPolicySetBody_textsMust = TypedDict("_InstallPolicySetBody_textsMust", {"model.conf": str, "policy.csv": str, "set.yaml": str, "tests.yaml": str})
_InstallPolicySetBody_textsMay = TypedDict("_InstallPolicySetBody_textsMay", {"routes.yaml": str}, total=False)


class InstallPolicySetBody_texts(_InstallPolicySetBody_textsMust, _InstallPolicySetBody_textsMay):
    pass

InstallPolicySetBody = TypedDict("InstallPolicySetBody", {"texts": InstallPolicySetBody_texts, "digest": str, "effects": bool}, total=False)
PolicySetInstallation_findings_item = TypedDict("PolicySetInstallation_findings_item", {"code": str, "place": str, "message": str})
_PolicySetInstallation_organisations_itemMust = TypedDict("_PolicySetInstallation_organisations_itemMust", {"org": str, "propagated": bool})
_PolicySetInstallation_organisations_itemMay = TypedDict("_PolicySetInstallation_organisations_itemMay", {"revision": int}, total=False)


class PolicySetInstallation_organisations_item(_PolicySetInstallation_organisations_itemMust, _PolicySetInstallation_organisations_itemMay):
    pass

PolicySetInstallation_effects_item_left_out = TypedDict("PolicySetInstallation_effects_item_left_out", {"rows": int, "pairs": int})
_PolicySetInstallation_effects_itemMust = TypedDict("_PolicySetInstallation_effects_itemMust", {"items": list[PolicyEffect], "pairs": int, "left_out": PolicySetInstallation_effects_item_left_out, "org": str})
_PolicySetInstallation_effects_itemMay = TypedDict("_PolicySetInstallation_effects_itemMay", {"uncompared": int}, total=False)


class PolicySetInstallation_effects_item(_PolicySetInstallation_effects_itemMust, _PolicySetInstallation_effects_itemMay):
    pass

_PolicySetInstallationMust = TypedDict("_PolicySetInstallationMust", {"digest": str, "asked": int, "findings": list[PolicySetInstallation_findings_item], "adds": list[list[str]], "removes": list[list[str]], "organisations": list[PolicySetInstallation_organisations_item]})
_PolicySetInstallationMay = TypedDict("_PolicySetInstallationMay", {"before": str, "effects": list[PolicySetInstallation_effects_item], "not_compared": int, "dry_run": Literal[True]}, total=False)


class PolicySetInstallation(_PolicySetInstallationMust, _PolicySetInstallationMay):
    pass

_PolicyCatalogue_roles_itemMust = TypedDict("_PolicyCatalogue_roles_itemMust", {"name": str, "means": str})
_PolicyCatalogue_roles_itemMay = TypedDict("_PolicyCatalogue_roles_itemMay", {"based_on": str}, total=False)


class PolicyCatalogue_roles_item(_PolicyCatalogue_roles_itemMust, _PolicyCatalogue_roles_itemMay):
    pass

PolicyCatalogue_levels_item = TypedDict("PolicyCatalogue_levels_item", {"name": str, "action": str, "includes": list[str]})
_PolicyCatalogue_rules_itemMust = TypedDict("_PolicyCatalogue_rules_itemMust", {"rule": list[str], "means": str})
_PolicyCatalogue_rules_itemMay = TypedDict("_PolicyCatalogue_rules_itemMay", {"comment": str}, total=False)


class PolicyCatalogue_rules_item(_PolicyCatalogue_rules_itemMust, _PolicyCatalogue_rules_itemMay):
    pass

_PolicyCatalogueMust = TypedDict("_PolicyCatalogueMust", {"policy_set": str, "digest": str, "title": str, "roles": list[PolicyCatalogue_roles_item], "administrator": str, "newcomer": str, "audience": str, "levels": list[PolicyCatalogue_levels_item], "creator": str, "default_access": str, "types": dict[str, Any], "actions": list[str], "operations": dict[str, Any], "rules": list[PolicyCatalogue_rules_item], "notes": dict[str, Any]})
_PolicyCatalogueMay = TypedDict("_PolicyCatalogueMay", {"languages": dict[str, Any]}, total=False)


class PolicyCatalogue(_PolicyCatalogueMust, _PolicyCatalogueMay):
    pass

AuditLink = TypedDict("AuditLink", {"n": int, "hash": str})
_AuditLineMust = TypedDict("_AuditLineMust", {"id": str, "at": str, "outcome": Literal["done", "refused"], "actor": str, "action": str, "resource": str})
_AuditLineMay = TypedDict("_AuditLineMay", {"reason": str, "request_id": str, "revision": int, "code": str, "adds": int, "removes": int, "credential": str, "address": str, "effects": list[AuditEffect], "more_effects": int, "chain": AuditLink}, total=False)


class AuditLine(_AuditLineMust, _AuditLineMay):
    pass

_ReadAuditReplyMust = TypedDict("_ReadAuditReplyMust", {"items": list[AuditLine]})
_ReadAuditReplyMay = TypedDict("_ReadAuditReplyMay", {"next_token": str}, total=False)


class ReadAuditReply(_ReadAuditReplyMust, _ReadAuditReplyMay):
    pass

_VerifyAuditReply_unchainedMust = TypedDict("_VerifyAuditReply_unchainedMust", {"lines": int, "late": bool})
_VerifyAuditReply_unchainedMay = TypedDict("_VerifyAuditReply_unchainedMay", {"newest": str}, total=False)


class VerifyAuditReply_unchained(_VerifyAuditReply_unchainedMust, _VerifyAuditReply_unchainedMay):
    pass

_VerifyAuditReply_misfitMust = TypedDict("_VerifyAuditReply_misfitMust", {"n": int, "why": str})
_VerifyAuditReply_misfitMay = TypedDict("_VerifyAuditReply_misfitMay", {"id": str, "at": str}, total=False)


class VerifyAuditReply_misfit(_VerifyAuditReply_misfitMust, _VerifyAuditReply_misfitMay):
    pass

_VerifyAuditReplyMust = TypedDict("_VerifyAuditReplyMust", {"whole": bool, "lines": int, "head": AuditLink, "pruned": AuditLink, "unchained": VerifyAuditReply_unchained})
_VerifyAuditReplyMay = TypedDict("_VerifyAuditReplyMay", {"misfit": VerifyAuditReply_misfit, "known": bool, "next": str}, total=False)


class VerifyAuditReply(_VerifyAuditReplyMust, _VerifyAuditReplyMay):
    pass

Seats = TypedDict("Seats", {"role": str, "people": int, "service_accounts": int, "active": int})
_UsageRowMust = TypedDict("_UsageRowMust", {"times": int, "denied": int, "first_at": str, "last_at": str})
_UsageRowMay = TypedDict("_UsageRowMay", {"subject": str, "resource": str, "action": str, "asked_by": str}, total=False)


class UsageRow(_UsageRowMust, _UsageRowMay):
    pass

ReportUsageReply = TypedDict("ReportUsageReply", {"decisions": int, "masked": int, "sampled": int, "sample": float, "seats": list[Seats], "items": list[UsageRow], "more": int})
_RecordedDecisionMust = TypedDict("_RecordedDecisionMust", {"at": str, "subject": str, "action": str, "resource": str, "allowed": bool, "revision": int, "asked_by": str, "request_id": str})
_RecordedDecisionMay = TypedDict("_RecordedDecisionMay", {"reason": str, "rule": list[str], "sample": float}, total=False)


class RecordedDecision(_RecordedDecisionMust, _RecordedDecisionMay):
    pass

_ReadDecisionsReplyMust = TypedDict("_ReadDecisionsReplyMust", {"items": list[RecordedDecision]})
_ReadDecisionsReplyMay = TypedDict("_ReadDecisionsReplyMay", {"next_token": str}, total=False)


class ReadDecisionsReply(_ReadDecisionsReplyMust, _ReadDecisionsReplyMay):
    pass

_IdentityProvider_mappings_itemMust = TypedDict("_IdentityProvider_mappings_itemMust", {"external": str})
_IdentityProvider_mappings_itemMay = TypedDict("_IdentityProvider_mappings_itemMay", {"role": str, "group": str}, total=False)


class IdentityProvider_mappings_item(_IdentityProvider_mappings_itemMust, _IdentityProvider_mappings_itemMay):
    pass

IdentityProvider_addresses = TypedDict("IdentityProvider_addresses", {"callback": str, "logout": str, "signed_out": str, "metadata": str, "acs": str, "slo": str})
IdentityProvider_settings_0_claims = TypedDict("IdentityProvider_settings_0_claims", {"subject": str, "email": str, "email_verified": str, "name": str, "groups": str})
_IdentityProvider_settings_0Must = TypedDict("_IdentityProvider_settings_0Must", {"issuer": str, "client_id": str, "client_auth": Literal["client_secret_basic", "client_secret_basic_raw", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"], "scopes": list[str], "algorithms": list[Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]], "clock_skew": int, "claims": IdentityProvider_settings_0_claims, "required_claims": dict[str, Any], "userinfo": bool, "sign_out": bool, "parameters": dict[str, Any]})
_IdentityProvider_settings_0May = TypedDict("_IdentityProvider_settings_0May", {"client_key_id": str, "client_certificate": str, "groups_delimiter": str}, total=False)


class IdentityProvider_settings_0(_IdentityProvider_settings_0Must, _IdentityProvider_settings_0May):
    pass

IdentityProvider_settings_1_attributes = TypedDict("IdentityProvider_settings_1_attributes", {"email": str, "name": str, "groups": str})
_IdentityProvider_settings_1Must = TypedDict("_IdentityProvider_settings_1Must", {"entity_id": str, "sso_url": str, "binding": Literal["redirect", "post"], "certificates": list[str], "signed": Literal["either", "assertion", "response", "both"], "sign_requests": bool, "clock_skew": int, "email_as_subject": bool, "attributes": IdentityProvider_settings_1_attributes, "idp_initiated": bool, "authn_context": list[str], "sign_out": bool})
_IdentityProvider_settings_1May = TypedDict("_IdentityProvider_settings_1May", {"name_id_format": str, "subject_attribute": str, "groups_delimiter": str, "slo_url": str, "slo_response_url": str, "slo_binding": Literal["redirect", "post"]}, total=False)


class IdentityProvider_settings_1(_IdentityProvider_settings_1Must, _IdentityProvider_settings_1May):
    pass

_IdentityProviderMust = TypedDict("_IdentityProviderMust", {"name": str, "enabled": bool, "email_trusted": bool, "mappings": list[IdentityProvider_mappings_item], "hidden": bool, "scim_subject": Literal["externalId", "userName"], "join_by": Literal["none", "external_id", "email"], "join_linked": bool, "id": str, "protocol": Literal["oidc", "saml"], "secrets": list[str], "addresses": IdentityProvider_addresses, "created_at": str, "updated_at": str})
_IdentityProviderMay = TypedDict("_IdentityProviderMay", {"settings": Union[IdentityProvider_settings_0, IdentityProvider_settings_1], "draft": Literal[True], "metadata_url": str, "metadata_certificates": list[str], "metadata_keeps": list[Literal["entity_id", "sso_url", "binding", "certificates", "sign_requests", "slo_url", "slo_response_url", "slo_binding"]]}, total=False)


class IdentityProvider(_IdentityProviderMust, _IdentityProviderMay):
    pass

_ListIdentityProvidersReplyMust = TypedDict("_ListIdentityProvidersReplyMust", {"items": list[IdentityProvider]})
_ListIdentityProvidersReplyMay = TypedDict("_ListIdentityProvidersReplyMay", {"next_token": str}, total=False)


class ListIdentityProvidersReply(_ListIdentityProvidersReplyMust, _ListIdentityProvidersReplyMay):
    pass

CreateIdentityProviderBody_0_settings_claims = TypedDict("CreateIdentityProviderBody_0_settings_claims", {"subject": str, "email": str, "email_verified": str, "name": str, "groups": str}, total=False)
_CreateIdentityProviderBody_0_settingsMust = TypedDict("_CreateIdentityProviderBody_0_settingsMust", {"issuer": str, "client_id": str})
_CreateIdentityProviderBody_0_settingsMay = TypedDict("_CreateIdentityProviderBody_0_settingsMay", {"client_auth": Literal["client_secret_basic", "client_secret_basic_raw", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"], "client_key_id": str, "client_certificate": str, "scopes": list[str], "algorithms": list[Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]], "clock_skew": int, "claims": CreateIdentityProviderBody_0_settings_claims, "required_claims": dict[str, Any], "groups_delimiter": str, "userinfo": bool, "sign_out": bool, "parameters": dict[str, Any]}, total=False)


class CreateIdentityProviderBody_0_settings(_CreateIdentityProviderBody_0_settingsMust, _CreateIdentityProviderBody_0_settingsMay):
    pass

_CreateIdentityProviderBody_0_mappings_itemMust = TypedDict("_CreateIdentityProviderBody_0_mappings_itemMust", {"external": str})
_CreateIdentityProviderBody_0_mappings_itemMay = TypedDict("_CreateIdentityProviderBody_0_mappings_itemMay", {"role": str, "group": str}, total=False)


class CreateIdentityProviderBody_0_mappings_item(_CreateIdentityProviderBody_0_mappings_itemMust, _CreateIdentityProviderBody_0_mappings_itemMay):
    pass

CreateIdentityProviderBody_0_secrets = TypedDict("CreateIdentityProviderBody_0_secrets", {"client_secret": str, "client_key": str}, total=False)
_CreateIdentityProviderBody_0Must = TypedDict("_CreateIdentityProviderBody_0Must", {"name": str, "protocol": Literal["oidc"], "settings": CreateIdentityProviderBody_0_settings})
_CreateIdentityProviderBody_0May = TypedDict("_CreateIdentityProviderBody_0May", {"enabled": bool, "email_trusted": bool, "mappings": list[CreateIdentityProviderBody_0_mappings_item], "hidden": bool, "scim_subject": Literal["externalId", "userName"], "join_by": Literal["none", "external_id", "email"], "join_linked": bool, "secrets": CreateIdentityProviderBody_0_secrets}, total=False)


class CreateIdentityProviderBody_0(_CreateIdentityProviderBody_0Must, _CreateIdentityProviderBody_0May):
    pass

_CreateIdentityProviderBody_1_mappings_itemMust = TypedDict("_CreateIdentityProviderBody_1_mappings_itemMust", {"external": str})
_CreateIdentityProviderBody_1_mappings_itemMay = TypedDict("_CreateIdentityProviderBody_1_mappings_itemMay", {"role": str, "group": str}, total=False)


class CreateIdentityProviderBody_1_mappings_item(_CreateIdentityProviderBody_1_mappings_itemMust, _CreateIdentityProviderBody_1_mappings_itemMay):
    pass

CreateIdentityProviderBody_1_settings_attributes = TypedDict("CreateIdentityProviderBody_1_settings_attributes", {"email": str, "name": str, "groups": str}, total=False)
CreateIdentityProviderBody_1_settings = TypedDict("CreateIdentityProviderBody_1_settings", {"entity_id": str, "sso_url": str, "binding": Literal["redirect", "post"], "certificates": list[str], "signed": Literal["either", "assertion", "response", "both"], "sign_requests": bool, "clock_skew": int, "name_id_format": str, "subject_attribute": str, "email_as_subject": bool, "attributes": CreateIdentityProviderBody_1_settings_attributes, "groups_delimiter": str, "idp_initiated": bool, "authn_context": list[str], "slo_url": str, "slo_response_url": str, "slo_binding": Literal["redirect", "post"], "sign_out": bool}, total=False)
_CreateIdentityProviderBody_1Must = TypedDict("_CreateIdentityProviderBody_1Must", {"name": str, "protocol": Literal["saml"]})
_CreateIdentityProviderBody_1May = TypedDict("_CreateIdentityProviderBody_1May", {"enabled": bool, "email_trusted": bool, "mappings": list[CreateIdentityProviderBody_1_mappings_item], "hidden": bool, "scim_subject": Literal["externalId", "userName"], "join_by": Literal["none", "external_id", "email"], "join_linked": bool, "settings": CreateIdentityProviderBody_1_settings, "metadata": str, "metadata_url": str, "metadata_certificates": list[str]}, total=False)


class CreateIdentityProviderBody_1(_CreateIdentityProviderBody_1Must, _CreateIdentityProviderBody_1May):
    pass

_CreateIdentityProviderReply_mappings_itemMust = TypedDict("_CreateIdentityProviderReply_mappings_itemMust", {"external": str})
_CreateIdentityProviderReply_mappings_itemMay = TypedDict("_CreateIdentityProviderReply_mappings_itemMay", {"role": str, "group": str}, total=False)


class CreateIdentityProviderReply_mappings_item(_CreateIdentityProviderReply_mappings_itemMust, _CreateIdentityProviderReply_mappings_itemMay):
    pass

CreateIdentityProviderReply_addresses = TypedDict("CreateIdentityProviderReply_addresses", {"callback": str, "logout": str, "signed_out": str, "metadata": str, "acs": str, "slo": str})
CreateIdentityProviderReply_settings_0_claims = TypedDict("CreateIdentityProviderReply_settings_0_claims", {"subject": str, "email": str, "email_verified": str, "name": str, "groups": str})
_CreateIdentityProviderReply_settings_0Must = TypedDict("_CreateIdentityProviderReply_settings_0Must", {"issuer": str, "client_id": str, "client_auth": Literal["client_secret_basic", "client_secret_basic_raw", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"], "scopes": list[str], "algorithms": list[Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]], "clock_skew": int, "claims": CreateIdentityProviderReply_settings_0_claims, "required_claims": dict[str, Any], "userinfo": bool, "sign_out": bool, "parameters": dict[str, Any]})
_CreateIdentityProviderReply_settings_0May = TypedDict("_CreateIdentityProviderReply_settings_0May", {"client_key_id": str, "client_certificate": str, "groups_delimiter": str}, total=False)


class CreateIdentityProviderReply_settings_0(_CreateIdentityProviderReply_settings_0Must, _CreateIdentityProviderReply_settings_0May):
    pass

CreateIdentityProviderReply_settings_1_attributes = TypedDict("CreateIdentityProviderReply_settings_1_attributes", {"email": str, "name": str, "groups": str})
_CreateIdentityProviderReply_settings_1Must = TypedDict("_CreateIdentityProviderReply_settings_1Must", {"entity_id": str, "sso_url": str, "binding": Literal["redirect", "post"], "certificates": list[str], "signed": Literal["either", "assertion", "response", "both"], "sign_requests": bool, "clock_skew": int, "email_as_subject": bool, "attributes": CreateIdentityProviderReply_settings_1_attributes, "idp_initiated": bool, "authn_context": list[str], "sign_out": bool})
_CreateIdentityProviderReply_settings_1May = TypedDict("_CreateIdentityProviderReply_settings_1May", {"name_id_format": str, "subject_attribute": str, "groups_delimiter": str, "slo_url": str, "slo_response_url": str, "slo_binding": Literal["redirect", "post"]}, total=False)


class CreateIdentityProviderReply_settings_1(_CreateIdentityProviderReply_settings_1Must, _CreateIdentityProviderReply_settings_1May):
    pass

_CreateIdentityProviderReplyMust = TypedDict("_CreateIdentityProviderReplyMust", {"name": str, "enabled": bool, "email_trusted": bool, "mappings": list[CreateIdentityProviderReply_mappings_item], "hidden": bool, "scim_subject": Literal["externalId", "userName"], "join_by": Literal["none", "external_id", "email"], "join_linked": bool, "id": str, "protocol": Literal["oidc", "saml"], "secrets": list[str], "addresses": CreateIdentityProviderReply_addresses, "created_at": str, "updated_at": str, "revision": int, "token": str, "propagated": bool})
_CreateIdentityProviderReplyMay = TypedDict("_CreateIdentityProviderReplyMay", {"settings": Union[CreateIdentityProviderReply_settings_0, CreateIdentityProviderReply_settings_1], "draft": Literal[True], "metadata_url": str, "metadata_certificates": list[str], "metadata_keeps": list[Literal["entity_id", "sso_url", "binding", "certificates", "sign_requests", "slo_url", "slo_response_url", "slo_binding"]], "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class CreateIdentityProviderReply(_CreateIdentityProviderReplyMust, _CreateIdentityProviderReplyMay):
    pass

BeginIdentityProviderBody = TypedDict("BeginIdentityProviderBody", {"name": str, "protocol": Literal["oidc", "saml"]})
_BeginIdentityProviderReply_mappings_itemMust = TypedDict("_BeginIdentityProviderReply_mappings_itemMust", {"external": str})
_BeginIdentityProviderReply_mappings_itemMay = TypedDict("_BeginIdentityProviderReply_mappings_itemMay", {"role": str, "group": str}, total=False)


class BeginIdentityProviderReply_mappings_item(_BeginIdentityProviderReply_mappings_itemMust, _BeginIdentityProviderReply_mappings_itemMay):
    pass

BeginIdentityProviderReply_addresses = TypedDict("BeginIdentityProviderReply_addresses", {"callback": str, "logout": str, "signed_out": str, "metadata": str, "acs": str, "slo": str})
BeginIdentityProviderReply_settings_0_claims = TypedDict("BeginIdentityProviderReply_settings_0_claims", {"subject": str, "email": str, "email_verified": str, "name": str, "groups": str})
_BeginIdentityProviderReply_settings_0Must = TypedDict("_BeginIdentityProviderReply_settings_0Must", {"issuer": str, "client_id": str, "client_auth": Literal["client_secret_basic", "client_secret_basic_raw", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"], "scopes": list[str], "algorithms": list[Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]], "clock_skew": int, "claims": BeginIdentityProviderReply_settings_0_claims, "required_claims": dict[str, Any], "userinfo": bool, "sign_out": bool, "parameters": dict[str, Any]})
_BeginIdentityProviderReply_settings_0May = TypedDict("_BeginIdentityProviderReply_settings_0May", {"client_key_id": str, "client_certificate": str, "groups_delimiter": str}, total=False)


class BeginIdentityProviderReply_settings_0(_BeginIdentityProviderReply_settings_0Must, _BeginIdentityProviderReply_settings_0May):
    pass

BeginIdentityProviderReply_settings_1_attributes = TypedDict("BeginIdentityProviderReply_settings_1_attributes", {"email": str, "name": str, "groups": str})
_BeginIdentityProviderReply_settings_1Must = TypedDict("_BeginIdentityProviderReply_settings_1Must", {"entity_id": str, "sso_url": str, "binding": Literal["redirect", "post"], "certificates": list[str], "signed": Literal["either", "assertion", "response", "both"], "sign_requests": bool, "clock_skew": int, "email_as_subject": bool, "attributes": BeginIdentityProviderReply_settings_1_attributes, "idp_initiated": bool, "authn_context": list[str], "sign_out": bool})
_BeginIdentityProviderReply_settings_1May = TypedDict("_BeginIdentityProviderReply_settings_1May", {"name_id_format": str, "subject_attribute": str, "groups_delimiter": str, "slo_url": str, "slo_response_url": str, "slo_binding": Literal["redirect", "post"]}, total=False)


class BeginIdentityProviderReply_settings_1(_BeginIdentityProviderReply_settings_1Must, _BeginIdentityProviderReply_settings_1May):
    pass

_BeginIdentityProviderReplyMust = TypedDict("_BeginIdentityProviderReplyMust", {"name": str, "enabled": bool, "email_trusted": bool, "mappings": list[BeginIdentityProviderReply_mappings_item], "hidden": bool, "scim_subject": Literal["externalId", "userName"], "join_by": Literal["none", "external_id", "email"], "join_linked": bool, "id": str, "protocol": Literal["oidc", "saml"], "secrets": list[str], "addresses": BeginIdentityProviderReply_addresses, "created_at": str, "updated_at": str, "revision": int, "token": str, "propagated": bool})
_BeginIdentityProviderReplyMay = TypedDict("_BeginIdentityProviderReplyMay", {"settings": Union[BeginIdentityProviderReply_settings_0, BeginIdentityProviderReply_settings_1], "draft": Literal[True], "metadata_url": str, "metadata_certificates": list[str], "metadata_keeps": list[Literal["entity_id", "sso_url", "binding", "certificates", "sign_requests", "slo_url", "slo_response_url", "slo_binding"]], "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class BeginIdentityProviderReply(_BeginIdentityProviderReplyMust, _BeginIdentityProviderReplyMay):
    pass

UpdateIdentityProviderBody_0_settings_claims = TypedDict("UpdateIdentityProviderBody_0_settings_claims", {"subject": str, "email": str, "email_verified": str, "name": str, "groups": str}, total=False)
_UpdateIdentityProviderBody_0_settingsMust = TypedDict("_UpdateIdentityProviderBody_0_settingsMust", {"issuer": str, "client_id": str})
_UpdateIdentityProviderBody_0_settingsMay = TypedDict("_UpdateIdentityProviderBody_0_settingsMay", {"client_auth": Literal["client_secret_basic", "client_secret_basic_raw", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"], "client_key_id": str, "client_certificate": str, "scopes": list[str], "algorithms": list[Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]], "clock_skew": int, "claims": UpdateIdentityProviderBody_0_settings_claims, "required_claims": dict[str, Any], "groups_delimiter": str, "userinfo": bool, "sign_out": bool, "parameters": dict[str, Any]}, total=False)


class UpdateIdentityProviderBody_0_settings(_UpdateIdentityProviderBody_0_settingsMust, _UpdateIdentityProviderBody_0_settingsMay):
    pass

_UpdateIdentityProviderBody_0_mappings_itemMust = TypedDict("_UpdateIdentityProviderBody_0_mappings_itemMust", {"external": str})
_UpdateIdentityProviderBody_0_mappings_itemMay = TypedDict("_UpdateIdentityProviderBody_0_mappings_itemMay", {"role": str, "group": str}, total=False)


class UpdateIdentityProviderBody_0_mappings_item(_UpdateIdentityProviderBody_0_mappings_itemMust, _UpdateIdentityProviderBody_0_mappings_itemMay):
    pass

UpdateIdentityProviderBody_0_secrets = TypedDict("UpdateIdentityProviderBody_0_secrets", {"client_secret": str, "client_key": str}, total=False)
_UpdateIdentityProviderBody_0Must = TypedDict("_UpdateIdentityProviderBody_0Must", {"name": str, "protocol": Literal["oidc"], "settings": UpdateIdentityProviderBody_0_settings})
_UpdateIdentityProviderBody_0May = TypedDict("_UpdateIdentityProviderBody_0May", {"enabled": bool, "email_trusted": bool, "mappings": list[UpdateIdentityProviderBody_0_mappings_item], "hidden": bool, "scim_subject": Literal["externalId", "userName"], "join_by": Literal["none", "external_id", "email"], "join_linked": bool, "secrets": UpdateIdentityProviderBody_0_secrets}, total=False)


class UpdateIdentityProviderBody_0(_UpdateIdentityProviderBody_0Must, _UpdateIdentityProviderBody_0May):
    pass

_UpdateIdentityProviderBody_1_mappings_itemMust = TypedDict("_UpdateIdentityProviderBody_1_mappings_itemMust", {"external": str})
_UpdateIdentityProviderBody_1_mappings_itemMay = TypedDict("_UpdateIdentityProviderBody_1_mappings_itemMay", {"role": str, "group": str}, total=False)


class UpdateIdentityProviderBody_1_mappings_item(_UpdateIdentityProviderBody_1_mappings_itemMust, _UpdateIdentityProviderBody_1_mappings_itemMay):
    pass

UpdateIdentityProviderBody_1_settings_attributes = TypedDict("UpdateIdentityProviderBody_1_settings_attributes", {"email": str, "name": str, "groups": str}, total=False)
UpdateIdentityProviderBody_1_settings = TypedDict("UpdateIdentityProviderBody_1_settings", {"entity_id": str, "sso_url": str, "binding": Literal["redirect", "post"], "certificates": list[str], "signed": Literal["either", "assertion", "response", "both"], "sign_requests": bool, "clock_skew": int, "name_id_format": str, "subject_attribute": str, "email_as_subject": bool, "attributes": UpdateIdentityProviderBody_1_settings_attributes, "groups_delimiter": str, "idp_initiated": bool, "authn_context": list[str], "slo_url": str, "slo_response_url": str, "slo_binding": Literal["redirect", "post"], "sign_out": bool}, total=False)
_UpdateIdentityProviderBody_1Must = TypedDict("_UpdateIdentityProviderBody_1Must", {"name": str, "protocol": Literal["saml"]})
_UpdateIdentityProviderBody_1May = TypedDict("_UpdateIdentityProviderBody_1May", {"enabled": bool, "email_trusted": bool, "mappings": list[UpdateIdentityProviderBody_1_mappings_item], "hidden": bool, "scim_subject": Literal["externalId", "userName"], "join_by": Literal["none", "external_id", "email"], "join_linked": bool, "settings": UpdateIdentityProviderBody_1_settings, "metadata": str, "metadata_url": str, "metadata_certificates": list[str]}, total=False)


class UpdateIdentityProviderBody_1(_UpdateIdentityProviderBody_1Must, _UpdateIdentityProviderBody_1May):
    pass

_UpdateIdentityProviderReply_mappings_itemMust = TypedDict("_UpdateIdentityProviderReply_mappings_itemMust", {"external": str})
_UpdateIdentityProviderReply_mappings_itemMay = TypedDict("_UpdateIdentityProviderReply_mappings_itemMay", {"role": str, "group": str}, total=False)


class UpdateIdentityProviderReply_mappings_item(_UpdateIdentityProviderReply_mappings_itemMust, _UpdateIdentityProviderReply_mappings_itemMay):
    pass

UpdateIdentityProviderReply_addresses = TypedDict("UpdateIdentityProviderReply_addresses", {"callback": str, "logout": str, "signed_out": str, "metadata": str, "acs": str, "slo": str})
UpdateIdentityProviderReply_settings_0_claims = TypedDict("UpdateIdentityProviderReply_settings_0_claims", {"subject": str, "email": str, "email_verified": str, "name": str, "groups": str})
_UpdateIdentityProviderReply_settings_0Must = TypedDict("_UpdateIdentityProviderReply_settings_0Must", {"issuer": str, "client_id": str, "client_auth": Literal["client_secret_basic", "client_secret_basic_raw", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"], "scopes": list[str], "algorithms": list[Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]], "clock_skew": int, "claims": UpdateIdentityProviderReply_settings_0_claims, "required_claims": dict[str, Any], "userinfo": bool, "sign_out": bool, "parameters": dict[str, Any]})
_UpdateIdentityProviderReply_settings_0May = TypedDict("_UpdateIdentityProviderReply_settings_0May", {"client_key_id": str, "client_certificate": str, "groups_delimiter": str}, total=False)


class UpdateIdentityProviderReply_settings_0(_UpdateIdentityProviderReply_settings_0Must, _UpdateIdentityProviderReply_settings_0May):
    pass

UpdateIdentityProviderReply_settings_1_attributes = TypedDict("UpdateIdentityProviderReply_settings_1_attributes", {"email": str, "name": str, "groups": str})
_UpdateIdentityProviderReply_settings_1Must = TypedDict("_UpdateIdentityProviderReply_settings_1Must", {"entity_id": str, "sso_url": str, "binding": Literal["redirect", "post"], "certificates": list[str], "signed": Literal["either", "assertion", "response", "both"], "sign_requests": bool, "clock_skew": int, "email_as_subject": bool, "attributes": UpdateIdentityProviderReply_settings_1_attributes, "idp_initiated": bool, "authn_context": list[str], "sign_out": bool})
_UpdateIdentityProviderReply_settings_1May = TypedDict("_UpdateIdentityProviderReply_settings_1May", {"name_id_format": str, "subject_attribute": str, "groups_delimiter": str, "slo_url": str, "slo_response_url": str, "slo_binding": Literal["redirect", "post"]}, total=False)


class UpdateIdentityProviderReply_settings_1(_UpdateIdentityProviderReply_settings_1Must, _UpdateIdentityProviderReply_settings_1May):
    pass

_UpdateIdentityProviderReplyMust = TypedDict("_UpdateIdentityProviderReplyMust", {"name": str, "enabled": bool, "email_trusted": bool, "mappings": list[UpdateIdentityProviderReply_mappings_item], "hidden": bool, "scim_subject": Literal["externalId", "userName"], "join_by": Literal["none", "external_id", "email"], "join_linked": bool, "id": str, "protocol": Literal["oidc", "saml"], "secrets": list[str], "addresses": UpdateIdentityProviderReply_addresses, "created_at": str, "updated_at": str, "revision": int, "token": str, "propagated": bool})
_UpdateIdentityProviderReplyMay = TypedDict("_UpdateIdentityProviderReplyMay", {"settings": Union[UpdateIdentityProviderReply_settings_0, UpdateIdentityProviderReply_settings_1], "draft": Literal[True], "metadata_url": str, "metadata_certificates": list[str], "metadata_keeps": list[Literal["entity_id", "sso_url", "binding", "certificates", "sign_requests", "slo_url", "slo_response_url", "slo_binding"]], "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class UpdateIdentityProviderReply(_UpdateIdentityProviderReplyMust, _UpdateIdentityProviderReplyMay):
    pass

_FindingMust = TypedDict("_FindingMust", {"check": str, "ok": bool, "detail": str})
_FindingMay = TypedDict("_FindingMay", {"mend": str}, total=False)


class Finding(_FindingMust, _FindingMay):
    pass

TestIdentityProviderReply = TypedDict("TestIdentityProviderReply", {"ok": bool, "findings": list[Finding]})
_MetadataStateMust = TypedDict("_MetadataStateMust", {"url": str, "tried_at": str, "next_at": str})
_MetadataStateMay = TypedDict("_MetadataStateMay", {"read_at": str, "valid_until": str, "fault": str, "faults": int}, total=False)


class MetadataState(_MetadataStateMust, _MetadataStateMay):
    pass

_PreviewMappingBody_mappings_itemMust = TypedDict("_PreviewMappingBody_mappings_itemMust", {"external": str})
_PreviewMappingBody_mappings_itemMay = TypedDict("_PreviewMappingBody_mappings_itemMay", {"role": str, "group": str}, total=False)


class PreviewMappingBody_mappings_item(_PreviewMappingBody_mappings_itemMust, _PreviewMappingBody_mappings_itemMay):
    pass

PreviewMappingBody = TypedDict("PreviewMappingBody", {"mappings": list[PreviewMappingBody_mappings_item]}, total=False)
MappingPreview_role = TypedDict("MappingPreview_role", {"before": str, "after": str}, total=False)
_MappingPreviewMust = TypedDict("_MappingPreviewMust", {"subject": str, "groups": list[str], "role": MappingPreview_role, "joins": list[str], "leaves": list[str], "changes": bool})
_MappingPreviewMay = TypedDict("_MappingPreviewMay", {"name": str, "email": str}, total=False)


class MappingPreview(_MappingPreviewMust, _MappingPreviewMay):
    pass

_PreviewMappingReplyMust = TypedDict("_PreviewMappingReplyMust", {"items": list[MappingPreview]})
_PreviewMappingReplyMay = TypedDict("_PreviewMappingReplyMay", {"next_token": str}, total=False)


class PreviewMappingReply(_PreviewMappingReplyMust, _PreviewMappingReplyMay):
    pass

PreviewJoiningBody = TypedDict("PreviewJoiningBody", {"join_by": Literal["none", "external_id", "email"], "join_linked": bool}, total=False)
_PreviewJoiningReply_items_itemMust = TypedDict("_PreviewJoiningReply_items_itemMust", {"subject": str, "joins": bool})
_PreviewJoiningReply_items_itemMay = TypedDict("_PreviewJoiningReply_items_itemMay", {"name": str, "email": str, "external_id": str}, total=False)


class PreviewJoiningReply_items_item(_PreviewJoiningReply_items_itemMust, _PreviewJoiningReply_items_itemMay):
    pass

_PreviewJoiningReplyMust = TypedDict("_PreviewJoiningReplyMust", {"items": list[PreviewJoiningReply_items_item]})
_PreviewJoiningReplyMay = TypedDict("_PreviewJoiningReplyMay", {"next_token": str}, total=False)


class PreviewJoiningReply(_PreviewJoiningReplyMust, _PreviewJoiningReplyMay):
    pass

_Identity_joinedMust = TypedDict("_Identity_joinedMust", {"by": Literal["external_id", "email", "invitation", "hand"], "at": str})
_Identity_joinedMay = TypedDict("_Identity_joinedMay", {"role": str}, total=False)


class Identity_joined(_Identity_joinedMust, _Identity_joinedMay):
    pass

_IdentityMust = TypedDict("_IdentityMust", {"id": str, "idp": str, "subject": str, "email_verified": bool, "provisioned": bool, "created_at": str})
_IdentityMay = TypedDict("_IdentityMay", {"email": str, "name": str, "joined": Identity_joined, "first_signed_in_at": str}, total=False)


class Identity(_IdentityMust, _IdentityMay):
    pass

_ListIdentitiesReplyMust = TypedDict("_ListIdentitiesReplyMust", {"items": list[Identity]})
_ListIdentitiesReplyMay = TypedDict("_ListIdentitiesReplyMay", {"next_token": str}, total=False)


class ListIdentitiesReply(_ListIdentitiesReplyMust, _ListIdentitiesReplyMay):
    pass

LinkIdentityBody = TypedDict("LinkIdentityBody", {"idp": str, "subject": str})
_LinkIdentityReply_personMust = TypedDict("_LinkIdentityReply_personMust", {"subject": str})
_LinkIdentityReply_personMay = TypedDict("_LinkIdentityReply_personMay", {"name": str, "email": str}, total=False)


class LinkIdentityReply_person(_LinkIdentityReply_personMust, _LinkIdentityReply_personMay):
    pass

_LinkIdentityReplyMust = TypedDict("_LinkIdentityReplyMust", {"identity": Identity, "person": LinkIdentityReply_person, "revision": int, "token": str, "propagated": bool})
_LinkIdentityReplyMay = TypedDict("_LinkIdentityReplyMay", {"dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class LinkIdentityReply(_LinkIdentityReplyMust, _LinkIdentityReplyMay):
    pass

EmailDomain_record = TypedDict("EmailDomain_record", {"name": str, "type": Literal["TXT"], "value": str})
_EmailDomainMust = TypedDict("_EmailDomainMust", {"domain": str, "record": EmailDomain_record, "created_at": str})
_EmailDomainMay = TypedDict("_EmailDomainMay", {"verified_at": str, "idp": str}, total=False)


class EmailDomain(_EmailDomainMust, _EmailDomainMay):
    pass

_ListEmailDomainsReplyMust = TypedDict("_ListEmailDomainsReplyMust", {"items": list[EmailDomain]})
_ListEmailDomainsReplyMay = TypedDict("_ListEmailDomainsReplyMay", {"next_token": str}, total=False)


class ListEmailDomainsReply(_ListEmailDomainsReplyMust, _ListEmailDomainsReplyMay):
    pass

PutEmailDomainBody = TypedDict("PutEmailDomainBody", {"idp": str}, total=False)
PutEmailDomainReply_record = TypedDict("PutEmailDomainReply_record", {"name": str, "type": Literal["TXT"], "value": str})
_PutEmailDomainReplyMust = TypedDict("_PutEmailDomainReplyMust", {"domain": str, "record": PutEmailDomainReply_record, "created_at": str, "revision": int, "token": str, "propagated": bool})
_PutEmailDomainReplyMay = TypedDict("_PutEmailDomainReplyMay", {"verified_at": str, "idp": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class PutEmailDomainReply(_PutEmailDomainReplyMust, _PutEmailDomainReplyMay):
    pass

VerifyEmailDomainReply_record = TypedDict("VerifyEmailDomainReply_record", {"name": str, "type": Literal["TXT"], "value": str})
_VerifyEmailDomainReplyMust = TypedDict("_VerifyEmailDomainReplyMust", {"domain": str, "record": VerifyEmailDomainReply_record, "created_at": str, "revision": int, "token": str, "propagated": bool})
_VerifyEmailDomainReplyMay = TypedDict("_VerifyEmailDomainReplyMay", {"verified_at": str, "idp": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class VerifyEmailDomainReply(_VerifyEmailDomainReplyMust, _VerifyEmailDomainReplyMay):
    pass

_ScimTokenMust = TypedDict("_ScimTokenMust", {"id": str, "idp": str, "name": str, "hint": str, "created_at": str})
_ScimTokenMay = TypedDict("_ScimTokenMay", {"provider": str, "expires_at": str}, total=False)


class ScimToken(_ScimTokenMust, _ScimTokenMay):
    pass

_ListScimTokensReplyMust = TypedDict("_ListScimTokensReplyMust", {"items": list[ScimToken]})
_ListScimTokensReplyMay = TypedDict("_ListScimTokensReplyMay", {"next_token": str}, total=False)


class ListScimTokensReply(_ListScimTokensReplyMust, _ListScimTokensReplyMay):
    pass

_CreateScimTokenBodyMust = TypedDict("_CreateScimTokenBodyMust", {"idp": str, "name": str})
_CreateScimTokenBodyMay = TypedDict("_CreateScimTokenBodyMay", {"expires_at": str}, total=False)


class CreateScimTokenBody(_CreateScimTokenBodyMust, _CreateScimTokenBodyMay):
    pass

_CreateScimTokenReplyMust = TypedDict("_CreateScimTokenReplyMust", {"id": str, "idp": str, "name": str, "hint": str, "created_at": str, "scim_token": str, "base_url": str, "revision": int, "token": str, "propagated": bool})
_CreateScimTokenReplyMay = TypedDict("_CreateScimTokenReplyMay", {"provider": str, "expires_at": str, "dry_run": Literal[True], "adds": list[list[str]], "removes": list[list[str]]}, total=False)


class CreateScimTokenReply(_CreateScimTokenReplyMust, _CreateScimTokenReplyMay):
    pass

_WhoamiReplyMust = TypedDict("_WhoamiReplyMust", {"subject": str, "credential": Literal["operator_key", "api_key", "token"]})
_WhoamiReplyMay = TypedDict("_WhoamiReplyMay", {"org": str, "role": str, "groups": list[str], "scopes": list[str]}, total=False)


class WhoamiReply(_WhoamiReplyMust, _WhoamiReplyMay):
    pass


ProblemCode = Literal["malformed", "unauthenticated", "forbidden", "scope_missing", "subject_refused", "not_found", "method_not_allowed", "body_too_large", "request_timeout", "head_too_large", "unsupported_media_type", "wrong_host", "rate_limited", "already_exists", "revision_mismatch", "busy", "idempotency_mismatch", "idempotency_in_progress", "answer_lost", "change_too_large", "too_many_rules", "last_admin", "invite_first", "disabled", "unknown_role", "role_too_strong", "role_in_use", "unknown_group", "unknown_level", "invalid_attribute", "unknown_subject", "unknown_resource", "unknown_action", "unknown_resource_type", "too_much_work", "other_identity_provider", "metadata_unusable", "domain_unproven", "key_exceeds_credential", "key_life_too_long", "unknown_policy_set", "unknown_revision", "before_beginning", "past_pruned", "invalid_policy", "plan_empty", "plan_outdated", "plan_expired", "plan_over", "second_person_needed", "review_needed", "lockout_unconfirmed", "escalation_unconfirmed", "invitation_invalid", "wrong_account", "identity_taken", "not_mergeable", "in_itself", "search_expired", "filter_too_large", "foreign_token", "not_yet_consistent", "overloaded", "not_served_here", "restarting", "program_changed", "stopping", "store_unavailable", "outcome_unknown", "internal"]

PROBLEM_STATUS: dict[str, int] = {
    "malformed": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "scope_missing": 403,
    "subject_refused": 403,
    "not_found": 404,
    "body_too_large": 413,
    "unsupported_media_type": 415,
    "rate_limited": 429,
    "already_exists": 409,
    "revision_mismatch": 412,
    "busy": 503,
    "idempotency_mismatch": 422,
    "idempotency_in_progress": 409,
    "answer_lost": 409,
    "change_too_large": 422,
    "last_admin": 409,
    "invite_first": 409,
    "disabled": 409,
    "unknown_role": 422,
    "role_too_strong": 403,
    "role_in_use": 409,
    "unknown_group": 422,
    "unknown_level": 422,
    "invalid_attribute": 422,
    "unknown_subject": 422,
    "unknown_resource": 422,
    "unknown_action": 422,
    "unknown_resource_type": 422,
    "too_much_work": 422,
    "other_identity_provider": 409,
    "metadata_unusable": 422,
    "domain_unproven": 409,
    "key_exceeds_credential": 422,
    "key_life_too_long": 422,
    "unknown_policy_set": 422,
    "unknown_revision": 422,
    "before_beginning": 422,
    "past_pruned": 410,
    "invalid_policy": 422,
    "plan_empty": 422,
    "plan_outdated": 409,
    "plan_expired": 410,
    "plan_over": 410,
    "second_person_needed": 409,
    "review_needed": 409,
    "lockout_unconfirmed": 409,
    "escalation_unconfirmed": 409,
    "invitation_invalid": 410,
    "wrong_account": 409,
    "identity_taken": 409,
    "not_mergeable": 409,
    "in_itself": 409,
    "search_expired": 410,
    "filter_too_large": 422,
    "foreign_token": 400,
    "not_yet_consistent": 503,
    "overloaded": 503,
    "stopping": 503,
    "store_unavailable": 503,
    "internal": 500,
}

class Sent(NamedTuple):
    """How an operation is sent."""

    method: str
    path: str
    query: tuple[str, ...]
    read: bool
    """It changes nothing."""
    once: bool
    """It takes an Idempotency-Key."""

OPERATIONS: dict[str, Sent] = {
    "check": Sent("POST", "/check", (), True, False),
    "checkBatch": Sent("POST", "/check/batch", (), True, False),
    "searchResources": Sent("POST", "/search/resources", (), True, False),
    "searchSubjects": Sent("POST", "/search/subjects", (), True, False),
    "searchActions": Sent("POST", "/search/actions", (), True, False),
    "searchFilter": Sent("POST", "/search/filter", (), True, False),
    "searchQuery": Sent("POST", "/search/query", (), True, False),
    "listDatasets": Sent("GET", "/v1/orgs/{org}/datasets", ("limit", "page_token", "name", "attribute",), True, False),
    "createDataset": Sent("POST", "/v1/orgs/{org}/datasets", (), False, True),
    "getDataset": Sent("GET", "/v1/orgs/{org}/datasets/{id}", (), True, False),
    "updateDataset": Sent("PATCH", "/v1/orgs/{org}/datasets/{id}", (), False, True),
    "deleteDataset": Sent("DELETE", "/v1/orgs/{org}/datasets/{id}", (), False, True),
    "cloneDataset": Sent("POST", "/v1/orgs/{org}/datasets/{id}/clone", (), False, True),
    "listSnapshots": Sent("GET", "/v1/orgs/{org}/datasets/{id}/snapshots", ("limit", "page_token",), True, False),
    "createSnapshot": Sent("POST", "/v1/orgs/{org}/datasets/{id}/snapshots", (), False, True),
    "deleteSnapshot": Sent("DELETE", "/v1/orgs/{org}/datasets/{id}/snapshots/{snapshot}", (), False, True),
    "revertSnapshot": Sent("POST", "/v1/orgs/{org}/datasets/{id}/snapshots/{snapshot}/revert", (), False, True),
    "listResources": Sent("GET", "/v1/orgs/{org}/resources/{type}", ("limit", "page_token",), True, False),
    "getResource": Sent("GET", "/v1/orgs/{org}/resources/{type}/{id}", (), True, False),
    "putResource": Sent("PUT", "/v1/orgs/{org}/resources/{type}/{id}", (), False, True),
    "deleteResource": Sent("DELETE", "/v1/orgs/{org}/resources/{type}/{id}", (), False, True),
    "addToCollection": Sent("PUT", "/v1/orgs/{org}/resources/{type}/{id}/collections/{collection}", (), False, True),
    "removeFromCollection": Sent("DELETE", "/v1/orgs/{org}/resources/{type}/{id}/collections/{collection}", (), False, True),
    "setResourceGrant": Sent("PUT", "/v1/orgs/{org}/resources/{type}/{id}/access/grants/{subject}", (), False, True),
    "removeResourceGrant": Sent("DELETE", "/v1/orgs/{org}/resources/{type}/{id}/access/grants/{subject}", (), False, True),
    "getAccess": Sent("GET", "/v1/orgs/{org}/datasets/{id}/access", ("limit", "page_token", "grants_token", "as_of",), True, False),
    "setDefaultAccess": Sent("PUT", "/v1/orgs/{org}/datasets/{id}/access/default", (), False, True),
    "setGrant": Sent("PUT", "/v1/orgs/{org}/datasets/{id}/access/grants/{subject}", (), False, True),
    "removeGrant": Sent("DELETE", "/v1/orgs/{org}/datasets/{id}/access/grants/{subject}", (), False, True),
    "applyChanges": Sent("POST", "/v1/orgs/{org}/changes", (), False, True),
    "createOrganisation": Sent("POST", "/v1/orgs", (), False, True),
    "listOrganisations": Sent("GET", "/v1/orgs", ("limit", "page_token",), True, False),
    "getOrganisation": Sent("GET", "/v1/orgs/{org}", (), True, False),
    "updateOrganisation": Sent("PATCH", "/v1/orgs/{org}", (), False, True),
    "deleteOrganisation": Sent("DELETE", "/v1/orgs/{org}", (), False, True),
    "getSettings": Sent("GET", "/v1/orgs/{org}/settings", (), True, False),
    "updateSettings": Sent("PATCH", "/v1/orgs/{org}/settings", (), False, True),
    "listMembers": Sent("GET", "/v1/orgs/{org}/members", ("limit", "page_token", "role", "group", "email", "name", "address", "attribute",), True, False),
    "getMember": Sent("GET", "/v1/orgs/{org}/members/{user}", (), True, False),
    "addMember": Sent("PUT", "/v1/orgs/{org}/members/{user}", (), False, True),
    "removeMember": Sent("DELETE", "/v1/orgs/{org}/members/{user}", (), False, True),
    "disableMember": Sent("POST", "/v1/orgs/{org}/members/{user}/disable", (), False, True),
    "enableMember": Sent("POST", "/v1/orgs/{org}/members/{user}/enable", (), False, True),
    "mergeMembers": Sent("POST", "/v1/orgs/{org}/members/{user}/merge", (), False, True),
    "createInvitation": Sent("POST", "/v1/orgs/{org}/invitations", (), False, True),
    "listInvitations": Sent("GET", "/v1/orgs/{org}/invitations", ("limit", "page_token",), True, False),
    "createInvitations": Sent("POST", "/v1/orgs/{org}/invitations/bulk", (), False, True),
    "revokeInvitation": Sent("DELETE", "/v1/orgs/{org}/invitations/{id}", (), False, True),
    "acceptInvitation": Sent("POST", "/v1/invitations/accept", (), False, True),
    "listGroups": Sent("GET", "/v1/orgs/{org}/groups", ("limit", "page_token",), True, False),
    "getGroup": Sent("GET", "/v1/orgs/{org}/groups/{group}", (), True, False),
    "putGroup": Sent("PUT", "/v1/orgs/{org}/groups/{group}", (), False, True),
    "deleteGroup": Sent("DELETE", "/v1/orgs/{org}/groups/{group}", (), False, True),
    "listGroupMembers": Sent("GET", "/v1/orgs/{org}/groups/{group}/members", ("limit", "page_token",), True, False),
    "addGroupMember": Sent("PUT", "/v1/orgs/{org}/groups/{group}/members/{subject}", (), False, True),
    "removeGroupMember": Sent("DELETE", "/v1/orgs/{org}/groups/{group}/members/{subject}", (), False, True),
    "listServiceAccounts": Sent("GET", "/v1/orgs/{org}/service-accounts", ("limit", "page_token", "role", "group",), True, False),
    "getServiceAccount": Sent("GET", "/v1/orgs/{org}/service-accounts/{id}", (), True, False),
    "putServiceAccount": Sent("PUT", "/v1/orgs/{org}/service-accounts/{id}", (), False, True),
    "deleteServiceAccount": Sent("DELETE", "/v1/orgs/{org}/service-accounts/{id}", (), False, True),
    "createApiKey": Sent("POST", "/v1/orgs/{org}/api-keys", (), False, True),
    "listApiKeys": Sent("GET", "/v1/orgs/{org}/api-keys", ("limit", "page_token", "subject",), True, False),
    "revokeApiKey": Sent("DELETE", "/v1/orgs/{org}/api-keys/{id}", (), False, True),
    "createClient": Sent("POST", "/v1/orgs/{org}/clients", (), False, True),
    "listClients": Sent("GET", "/v1/orgs/{org}/clients", ("limit", "page_token",), True, False),
    "getClient": Sent("GET", "/v1/orgs/{org}/clients/{id}", (), True, False),
    "updateClient": Sent("PUT", "/v1/orgs/{org}/clients/{id}", (), False, True),
    "deleteClient": Sent("DELETE", "/v1/orgs/{org}/clients/{id}", (), False, True),
    "rotateClientSecret": Sent("POST", "/v1/orgs/{org}/clients/{id}/secret", (), False, True),
    "endClientTokens": Sent("DELETE", "/v1/orgs/{org}/clients/{id}/tokens", (), False, True),
    "createPlatformClient": Sent("POST", "/v1/clients", (), False, True),
    "listPlatformClients": Sent("GET", "/v1/clients", (), True, False),
    "getPlatformClient": Sent("GET", "/v1/clients/{id}", (), True, False),
    "deletePlatformClient": Sent("DELETE", "/v1/clients/{id}", (), False, True),
    "rotatePlatformClientSecret": Sent("POST", "/v1/clients/{id}/secret", (), False, True),
    "listOwnSessions": Sent("GET", "/v1/sessions", ("limit", "page_token",), True, False),
    "signOutEverywhere": Sent("DELETE", "/v1/sessions", (), False, True),
    "endOwnSession": Sent("DELETE", "/v1/sessions/{id}", (), False, True),
    "endSessionsOfMember": Sent("DELETE", "/v1/orgs/{org}/members/{id}/sessions", (), False, True),
    "rotateSigningKeys": Sent("POST", "/v1/signing-keys/rotate", (), False, True),
    "reportPermissions": Sent("GET", "/v1/orgs/{org}/permissions", ("limit", "page_token", "subject", "resource", "given", "revision", "as_of",), True, False),
    "listEnding": Sent("GET", "/v1/orgs/{org}/ending", ("limit", "page_token", "until",), True, False),
    "openSupportAccess": Sent("POST", "/v1/orgs/{org}/support-access", (), False, True),
    "listSupportAccess": Sent("GET", "/v1/orgs/{org}/support-access", ("limit", "page_token",), True, False),
    "endSupportAccess": Sent("DELETE", "/v1/orgs/{org}/support-access/{user}", (), False, True),
    "listRoles": Sent("GET", "/v1/orgs/{org}/roles", (), True, False),
    "getRole": Sent("GET", "/v1/orgs/{org}/roles/{role}", (), True, False),
    "putRole": Sent("PUT", "/v1/orgs/{org}/roles/{role}", (), False, True),
    "deleteRole": Sent("DELETE", "/v1/orgs/{org}/roles/{role}", ("move_to",), False, True),
    "reviewAccess": Sent("GET", "/v1/orgs/{org}/access-review", ("limit", "page_token", "subject",), True, False),
    "exportPolicy": Sent("GET", "/v1/orgs/{org}/policy", ("revision", "as_of",), True, False),
    "publishPolicy": Sent("PUT", "/v1/orgs/{org}/policy", (), False, True),
    "listRevisions": Sent("GET", "/v1/orgs/{org}/policy/revisions", ("limit", "page_token",), True, False),
    "getRevision": Sent("GET", "/v1/orgs/{org}/policy/revisions/{revision}", (), True, False),
    "diffPolicy": Sent("GET", "/v1/orgs/{org}/policy/diff", ("from", "to",), True, False),
    "rollBackPolicy": Sent("POST", "/v1/orgs/{org}/policy/rollback", (), False, True),
    "replayPolicy": Sent("POST", "/v1/orgs/{org}/policy/replay", (), False, False),
    "policyEffects": Sent("GET", "/v1/orgs/{org}/policy/effects", ("limit", "page_token", "from", "to",), True, False),
    "planPolicy": Sent("POST", "/v1/orgs/{org}/policy/plans", (), False, True),
    "listPolicyPlans": Sent("GET", "/v1/orgs/{org}/policy/plans", (), True, False),
    "getPolicyPlan": Sent("GET", "/v1/orgs/{org}/policy/plans/{plan}", (), True, False),
    "cancelPolicyPlan": Sent("DELETE", "/v1/orgs/{org}/policy/plans/{plan}", (), False, True),
    "applyPolicyPlan": Sent("POST", "/v1/orgs/{org}/policy/plans/{plan}/apply", (), False, True),
    "listPolicySets": Sent("GET", "/v1/policy-sets", (), True, False),
    "getPolicySet": Sent("GET", "/v1/policy-sets/{set}", (), True, False),
    "installPolicySet": Sent("POST", "/v1/policy-sets/{set}/install", (), False, True),
    "getCatalogue": Sent("GET", "/v1/orgs/{org}/catalogue", (), True, False),
    "readAudit": Sent("GET", "/v1/orgs/{org}/audit", ("limit", "page_token", "actor", "action", "outcome", "resource", "subject", "since", "until",), True, False),
    "verifyAudit": Sent("GET", "/v1/orgs/{org}/audit/verification", ("after", "known", "limit",), True, False),
    "reportUsage": Sent("GET", "/v1/orgs/{org}/usage", ("since", "until", "by", "limit",), True, False),
    "readDecisions": Sent("GET", "/v1/orgs/{org}/decisions", ("limit", "page_token", "subject", "resource", "action", "rule", "allowed", "since", "until",), True, False),
    "listIdentityProviders": Sent("GET", "/v1/orgs/{org}/identity-providers", (), True, False),
    "createIdentityProvider": Sent("POST", "/v1/orgs/{org}/identity-providers", (), False, True),
    "beginIdentityProvider": Sent("POST", "/v1/orgs/{org}/identity-providers/drafts", (), False, True),
    "getIdentityProvider": Sent("GET", "/v1/orgs/{org}/identity-providers/{idp}", (), True, False),
    "updateIdentityProvider": Sent("PUT", "/v1/orgs/{org}/identity-providers/{idp}", (), False, True),
    "deleteIdentityProvider": Sent("DELETE", "/v1/orgs/{org}/identity-providers/{idp}", ("take",), False, True),
    "testIdentityProvider": Sent("POST", "/v1/orgs/{org}/identity-providers/{idp}/test", (), True, False),
    "readIdentityProviderMetadata": Sent("POST", "/v1/orgs/{org}/identity-providers/{idp}/metadata", (), False, False),
    "previewMapping": Sent("POST", "/v1/orgs/{org}/identity-providers/{idp}/preview", ("limit", "page_token",), True, False),
    "previewJoining": Sent("POST", "/v1/orgs/{org}/identity-providers/{idp}/join-preview", ("limit", "page_token",), False, False),
    "listIdentities": Sent("GET", "/v1/orgs/{org}/members/{user}/identities", (), True, False),
    "linkIdentity": Sent("POST", "/v1/orgs/{org}/members/{user}/identities", (), False, True),
    "unlinkIdentity": Sent("DELETE", "/v1/orgs/{org}/members/{user}/identities/{id}", (), False, True),
    "listEmailDomains": Sent("GET", "/v1/orgs/{org}/email-domains", (), True, False),
    "putEmailDomain": Sent("PUT", "/v1/orgs/{org}/email-domains/{domain}", (), False, True),
    "deleteEmailDomain": Sent("DELETE", "/v1/orgs/{org}/email-domains/{domain}", (), False, True),
    "verifyEmailDomain": Sent("POST", "/v1/orgs/{org}/email-domains/{domain}/verify", (), False, True),
    "listScimTokens": Sent("GET", "/v1/orgs/{org}/scim-tokens", (), True, False),
    "createScimToken": Sent("POST", "/v1/orgs/{org}/scim-tokens", (), False, True),
    "revokeScimToken": Sent("DELETE", "/v1/orgs/{org}/scim-tokens/{id}", (), False, True),
    "whoami": Sent("GET", "/v1/whoami", (), True, False),
}


class Admin:
    """Every operation of the API by its name."""

    def __init__(self, call: Callable[[str, Mapping[str, Any]], Any]) -> None:
        self._call = call

    def check(self, *, body: CheckRequest, timeout: float | None = None) -> CheckReply:
        """May this subject do this action to this resource?: ``POST /check``."""
        answer: CheckReply = self._call("check", {"body": body, "timeout": timeout})
        return answer

    def check_batch(self, *, body: CheckBatchBody, timeout: float | None = None) -> CheckBatchReply:
        """Check many questions on one revision: ``POST /check/batch``."""
        answer: CheckBatchReply = self._call("checkBatch", {"body": body, "timeout": timeout})
        return answer

    def search_resources(self, *, body: SearchResourcesBody, timeout: float | None = None) -> SearchResourcesReply:
        """List the resources on which a subject may do an action: ``POST /search/resources``."""
        answer: SearchResourcesReply = self._call("searchResources", {"body": body, "timeout": timeout})
        return answer

    def search_subjects(self, *, body: SearchSubjectsBody, timeout: float | None = None) -> SearchSubjectsReply:
        """List the subjects that may do an action on a resource: ``POST /search/subjects``."""
        answer: SearchSubjectsReply = self._call("searchSubjects", {"body": body, "timeout": timeout})
        return answer

    def search_actions(self, *, body: SearchActionsBody, timeout: float | None = None) -> SearchActionsReply:
        """List the actions that a subject may do on a resource: ``POST /search/actions``."""
        answer: SearchActionsReply = self._call("searchActions", {"body": body, "timeout": timeout})
        return answer

    def search_filter(self, *, body: SearchFilterBody, timeout: float | None = None) -> SearchFilterReply:
        """Of these resources, answer those on which a subject may do an action: ``POST /search/filter``."""
        answer: SearchFilterReply = self._call("searchFilter", {"body": body, "timeout": timeout})
        return answer

    def search_query(self, *, body: SearchQueryBody, timeout: float | None = None) -> SearchQueryReply:
        """Get the resources on which a subject may do an action as a condition for your own database: ``POST /search/query``."""
        answer: SearchQueryReply = self._call("searchQuery", {"body": body, "timeout": timeout})
        return answer

    def list_datasets(self, *, limit: int | None = None, page_token: str | None = None, name: str | None = None, attribute: str | None = None, org: str | None = None, timeout: float | None = None) -> ListDatasetsReply:
        """List the datasets that you may view: ``GET /v1/orgs/{org}/datasets``."""
        answer: ListDatasetsReply = self._call("listDatasets", {"limit": limit, "page_token": page_token, "name": name, "attribute": attribute, "org": org, "timeout": timeout})
        return answer

    def create_dataset(self, *, body: CreateDatasetBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateDatasetReply:
        """Register a dataset: ``POST /v1/orgs/{org}/datasets``."""
        answer: CreateDatasetReply = self._call("createDataset", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def get_dataset(self, *, id: str, org: str | None = None, timeout: float | None = None) -> GetDatasetReply:
        """Get one dataset, with your own level on it: ``GET /v1/orgs/{org}/datasets/{id}``."""
        answer: GetDatasetReply = self._call("getDataset", {"id": id, "org": org, "timeout": timeout})
        return answer

    def update_dataset(self, *, id: str, body: UpdateDatasetBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> UpdateDatasetReply:
        """Rename a dataset, or replace its attributes: ``PATCH /v1/orgs/{org}/datasets/{id}``."""
        answer: UpdateDatasetReply = self._call("updateDataset", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def delete_dataset(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Delete a dataset: ``DELETE /v1/orgs/{org}/datasets/{id}``."""
        answer: Written = self._call("deleteDataset", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def clone_dataset(self, *, id: str, body: CloneDatasetBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CloneDatasetReply:
        """Clone a dataset’s record: ``POST /v1/orgs/{org}/datasets/{id}/clone``."""
        answer: CloneDatasetReply = self._call("cloneDataset", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_snapshots(self, *, id: str, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListSnapshotsReply:
        """List the snapshots of a dataset: ``GET /v1/orgs/{org}/datasets/{id}/snapshots``."""
        answer: ListSnapshotsReply = self._call("listSnapshots", {"id": id, "limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    def create_snapshot(self, *, id: str, body: CreateSnapshotBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateSnapshotReply:
        """Record a snapshot: ``POST /v1/orgs/{org}/datasets/{id}/snapshots``."""
        answer: CreateSnapshotReply = self._call("createSnapshot", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def delete_snapshot(self, *, id: str, snapshot: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Delete a snapshot’s record: ``DELETE /v1/orgs/{org}/datasets/{id}/snapshots/{snapshot}``."""
        answer: Written = self._call("deleteSnapshot", {"id": id, "snapshot": snapshot, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def revert_snapshot(self, *, id: str, snapshot: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> RevertSnapshotReply:
        """Record that the dataset went back to a snapshot: ``POST /v1/orgs/{org}/datasets/{id}/snapshots/{snapshot}/revert``."""
        answer: RevertSnapshotReply = self._call("revertSnapshot", {"id": id, "snapshot": snapshot, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_resources(self, *, type: str, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListResourcesReply:
        """List the resources of a type that you may see: ``GET /v1/orgs/{org}/resources/{type}``."""
        answer: ListResourcesReply = self._call("listResources", {"type": type, "limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    def get_resource(self, *, type: str, id: str, org: str | None = None, timeout: float | None = None) -> GetResourceReply:
        """Get one resource, with the collections that it is in: ``GET /v1/orgs/{org}/resources/{type}/{id}``."""
        answer: GetResourceReply = self._call("getResource", {"type": type, "id": id, "org": org, "timeout": timeout})
        return answer

    def put_resource(self, *, type: str, id: str, body: PutResourceBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PutResourceReply:
        """Register a resource, or change its name or attributes: ``PUT /v1/orgs/{org}/resources/{type}/{id}``."""
        answer: PutResourceReply = self._call("putResource", {"type": type, "id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def delete_resource(self, *, type: str, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Delete a resource, with everything that names it: ``DELETE /v1/orgs/{org}/resources/{type}/{id}``."""
        answer: Written = self._call("deleteResource", {"type": type, "id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def add_to_collection(self, *, type: str, id: str, collection: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Put a resource into a collection: ``PUT /v1/orgs/{org}/resources/{type}/{id}/collections/{collection}``."""
        answer: Written = self._call("addToCollection", {"type": type, "id": id, "collection": collection, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def remove_from_collection(self, *, type: str, id: str, collection: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Take a resource out of a collection: ``DELETE /v1/orgs/{org}/resources/{type}/{id}/collections/{collection}``."""
        answer: Written = self._call("removeFromCollection", {"type": type, "id": id, "collection": collection, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def set_resource_grant(self, *, type: str, id: str, subject: str, body: SetResourceGrantBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Grant a person, a service account or a group a level on a resource: ``PUT /v1/orgs/{org}/resources/{type}/{id}/access/grants/{subject}``."""
        answer: Written = self._call("setResourceGrant", {"type": type, "id": id, "subject": subject, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def remove_resource_grant(self, *, type: str, id: str, subject: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Remove a grant on a resource: ``DELETE /v1/orgs/{org}/resources/{type}/{id}/access/grants/{subject}``."""
        answer: Written = self._call("removeResourceGrant", {"type": type, "id": id, "subject": subject, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def get_access(self, *, id: str, limit: int | None = None, page_token: str | None = None, grants_token: str | None = None, as_of: str | None = None, org: str | None = None, timeout: float | None = None) -> GetAccessReply:
        """Get who may do what with a dataset, and why: ``GET /v1/orgs/{org}/datasets/{id}/access``."""
        answer: GetAccessReply = self._call("getAccess", {"id": id, "limit": limit, "page_token": page_token, "grants_token": grants_token, "as_of": as_of, "org": org, "timeout": timeout})
        return answer

    def set_default_access(self, *, id: str, body: SetDefaultAccessBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> SetDefaultAccessReply:
        """Set the default access of a dataset: ``PUT /v1/orgs/{org}/datasets/{id}/access/default``."""
        answer: SetDefaultAccessReply = self._call("setDefaultAccess", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def set_grant(self, *, id: str, subject: str, body: SetGrantBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> SetGrantReply:
        """Grant a person, a service account or a group a level on a dataset: ``PUT /v1/orgs/{org}/datasets/{id}/access/grants/{subject}``."""
        answer: SetGrantReply = self._call("setGrant", {"id": id, "subject": subject, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def remove_grant(self, *, id: str, subject: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> RemoveGrantReply:
        """Remove a grant: ``DELETE /v1/orgs/{org}/datasets/{id}/access/grants/{subject}``."""
        answer: RemoveGrantReply = self._call("removeGrant", {"id": id, "subject": subject, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def apply_changes(self, *, body: ApplyChangesBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> ApplyChangesReply:
        """Make many changes as one: ``POST /v1/orgs/{org}/changes``."""
        answer: ApplyChangesReply = self._call("applyChanges", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def create_organisation(self, *, body: CreateOrganisationBody, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateOrganisationReply:
        """Create an organisation: ``POST /v1/orgs``."""
        answer: CreateOrganisationReply = self._call("createOrganisation", {"body": body, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_organisations(self, *, limit: int | None = None, page_token: str | None = None, timeout: float | None = None) -> ListOrganisationsReply:
        """List organisations: ``GET /v1/orgs``."""
        answer: ListOrganisationsReply = self._call("listOrganisations", {"limit": limit, "page_token": page_token, "timeout": timeout})
        return answer

    def get_organisation(self, *, org: str | None = None, timeout: float | None = None) -> GetOrganisationReply:
        """Get one organisation: ``GET /v1/orgs/{org}``."""
        answer: GetOrganisationReply = self._call("getOrganisation", {"org": org, "timeout": timeout})
        return answer

    def update_organisation(self, *, body: UpdateOrganisationBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> UpdateOrganisationReply:
        """Rename an organisation: ``PATCH /v1/orgs/{org}``."""
        answer: UpdateOrganisationReply = self._call("updateOrganisation", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def delete_organisation(self, *, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Delete an organisation: ``DELETE /v1/orgs/{org}``."""
        answer: Written = self._call("deleteOrganisation", {"org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def get_settings(self, *, org: str | None = None, timeout: float | None = None) -> GetSettingsReply:
        """Get the settings: ``GET /v1/orgs/{org}/settings``."""
        answer: GetSettingsReply = self._call("getSettings", {"org": org, "timeout": timeout})
        return answer

    def update_settings(self, *, body: UpdateSettingsBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> UpdateSettingsReply:
        """Change settings: ``PATCH /v1/orgs/{org}/settings``."""
        answer: UpdateSettingsReply = self._call("updateSettings", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_members(self, *, limit: int | None = None, page_token: str | None = None, role: str | None = None, group: str | None = None, email: str | None = None, name: str | None = None, address: str | None = None, attribute: str | None = None, org: str | None = None, timeout: float | None = None) -> ListMembersReply:
        """List people: ``GET /v1/orgs/{org}/members``."""
        answer: ListMembersReply = self._call("listMembers", {"limit": limit, "page_token": page_token, "role": role, "group": group, "email": email, "name": name, "address": address, "attribute": attribute, "org": org, "timeout": timeout})
        return answer

    def get_member(self, *, user: str, org: str | None = None, timeout: float | None = None) -> GetMemberReply:
        """Get one person: ``GET /v1/orgs/{org}/members/{user}``."""
        answer: GetMemberReply = self._call("getMember", {"user": user, "org": org, "timeout": timeout})
        return answer

    def add_member(self, *, user: str, body: AddMemberBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> AddMemberReply:
        """Add a person with a role, or change their role or description: ``PUT /v1/orgs/{org}/members/{user}``."""
        answer: AddMemberReply = self._call("addMember", {"user": user, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def remove_member(self, *, user: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Remove a person: ``DELETE /v1/orgs/{org}/members/{user}``."""
        answer: Written = self._call("removeMember", {"user": user, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def disable_member(self, *, user: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> DisableMemberReply:
        """Disable a person: ``POST /v1/orgs/{org}/members/{user}/disable``."""
        answer: DisableMemberReply = self._call("disableMember", {"user": user, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def enable_member(self, *, user: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> EnableMemberReply:
        """Enable a person again: ``POST /v1/orgs/{org}/members/{user}/enable``."""
        answer: EnableMemberReply = self._call("enableMember", {"user": user, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def merge_members(self, *, user: str, body: MergeMembersBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> MergeMembersReply:
        """Merge two accounts of one person: ``POST /v1/orgs/{org}/members/{user}/merge``."""
        answer: MergeMembersReply = self._call("mergeMembers", {"user": user, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def create_invitation(self, *, body: CreateInvitationBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateInvitationReply:
        """Invite someone by e-mail: ``POST /v1/orgs/{org}/invitations``."""
        answer: CreateInvitationReply = self._call("createInvitation", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_invitations(self, *, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListInvitationsReply:
        """List open invitations: ``GET /v1/orgs/{org}/invitations``."""
        answer: ListInvitationsReply = self._call("listInvitations", {"limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    def create_invitations(self, *, body: CreateInvitationsBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateInvitationsReply:
        """Invite many people at once: ``POST /v1/orgs/{org}/invitations/bulk``."""
        answer: CreateInvitationsReply = self._call("createInvitations", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def revoke_invitation(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Revoke an invitation: ``DELETE /v1/orgs/{org}/invitations/{id}``."""
        answer: Written = self._call("revokeInvitation", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def accept_invitation(self, *, body: AcceptInvitationBody, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> AcceptInvitationReply:
        """Accept an invitation: ``POST /v1/invitations/accept``."""
        answer: AcceptInvitationReply = self._call("acceptInvitation", {"body": body, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_groups(self, *, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListGroupsReply:
        """List groups: ``GET /v1/orgs/{org}/groups``."""
        answer: ListGroupsReply = self._call("listGroups", {"limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    def get_group(self, *, group: str, org: str | None = None, timeout: float | None = None) -> GetGroupReply:
        """Get one group: ``GET /v1/orgs/{org}/groups/{group}``."""
        answer: GetGroupReply = self._call("getGroup", {"group": group, "org": org, "timeout": timeout})
        return answer

    def put_group(self, *, group: str, body: PutGroupBody | None = None, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PutGroupReply:
        """Create a group, or rename it: ``PUT /v1/orgs/{org}/groups/{group}``."""
        answer: PutGroupReply = self._call("putGroup", {"group": group, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def delete_group(self, *, group: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Delete a group: ``DELETE /v1/orgs/{org}/groups/{group}``."""
        answer: Written = self._call("deleteGroup", {"group": group, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_group_members(self, *, group: str, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListGroupMembersReply:
        """List the direct members of a group: ``GET /v1/orgs/{org}/groups/{group}/members``."""
        answer: ListGroupMembersReply = self._call("listGroupMembers", {"group": group, "limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    def add_group_member(self, *, group: str, subject: str, body: AddGroupMemberBody | None = None, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> AddGroupMemberReply:
        """Add a person, a service account or a group to a group: ``PUT /v1/orgs/{org}/groups/{group}/members/{subject}``."""
        answer: AddGroupMemberReply = self._call("addGroupMember", {"group": group, "subject": subject, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def remove_group_member(self, *, group: str, subject: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> RemoveGroupMemberReply:
        """Remove a member from a group: ``DELETE /v1/orgs/{org}/groups/{group}/members/{subject}``."""
        answer: RemoveGroupMemberReply = self._call("removeGroupMember", {"group": group, "subject": subject, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_service_accounts(self, *, limit: int | None = None, page_token: str | None = None, role: str | None = None, group: str | None = None, org: str | None = None, timeout: float | None = None) -> ListServiceAccountsReply:
        """List service accounts: ``GET /v1/orgs/{org}/service-accounts``."""
        answer: ListServiceAccountsReply = self._call("listServiceAccounts", {"limit": limit, "page_token": page_token, "role": role, "group": group, "org": org, "timeout": timeout})
        return answer

    def get_service_account(self, *, id: str, org: str | None = None, timeout: float | None = None) -> GetServiceAccountReply:
        """Get one service account: ``GET /v1/orgs/{org}/service-accounts/{id}``."""
        answer: GetServiceAccountReply = self._call("getServiceAccount", {"id": id, "org": org, "timeout": timeout})
        return answer

    def put_service_account(self, *, id: str, body: PutServiceAccountBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PutServiceAccountReply:
        """Create a service account, or change its role or name: ``PUT /v1/orgs/{org}/service-accounts/{id}``."""
        answer: PutServiceAccountReply = self._call("putServiceAccount", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def delete_service_account(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Remove a service account: ``DELETE /v1/orgs/{org}/service-accounts/{id}``."""
        answer: Written = self._call("deleteServiceAccount", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def create_api_key(self, *, body: CreateApiKeyBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateApiKeyReply:
        """Create an API key for a person or a service account: ``POST /v1/orgs/{org}/api-keys``."""
        answer: CreateApiKeyReply = self._call("createApiKey", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_api_keys(self, *, limit: int | None = None, page_token: str | None = None, subject: str | None = None, org: str | None = None, timeout: float | None = None) -> ListApiKeysReply:
        """List API keys: ``GET /v1/orgs/{org}/api-keys``."""
        answer: ListApiKeysReply = self._call("listApiKeys", {"limit": limit, "page_token": page_token, "subject": subject, "org": org, "timeout": timeout})
        return answer

    def revoke_api_key(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Revoke a key: ``DELETE /v1/orgs/{org}/api-keys/{id}``."""
        answer: Written = self._call("revokeApiKey", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def create_client(self, *, body: CreateClientBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateClientReply:
        """Register a client: ``POST /v1/orgs/{org}/clients``."""
        answer: CreateClientReply = self._call("createClient", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_clients(self, *, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListClientsReply:
        """List clients: ``GET /v1/orgs/{org}/clients``."""
        answer: ListClientsReply = self._call("listClients", {"limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    def get_client(self, *, id: str, org: str | None = None, timeout: float | None = None) -> Client:
        """Get one client: ``GET /v1/orgs/{org}/clients/{id}``."""
        answer: Client = self._call("getClient", {"id": id, "org": org, "timeout": timeout})
        return answer

    def update_client(self, *, id: str, body: UpdateClientBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> UpdateClientReply:
        """Replace a client’s settings: ``PUT /v1/orgs/{org}/clients/{id}``."""
        answer: UpdateClientReply = self._call("updateClient", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def delete_client(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Remove a client: ``DELETE /v1/orgs/{org}/clients/{id}``."""
        answer: Written = self._call("deleteClient", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def rotate_client_secret(self, *, id: str, body: RotateClientSecretBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> RotateClientSecretReply:
        """Rotate a client’s secret: ``POST /v1/orgs/{org}/clients/{id}/secret``."""
        answer: RotateClientSecretReply = self._call("rotateClientSecret", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def end_client_tokens(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """End every session and token that was issued to a client: ``DELETE /v1/orgs/{org}/clients/{id}/tokens``."""
        answer: Written = self._call("endClientTokens", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def create_platform_client(self, *, body: CreatePlatformClientBody, idempotency_key: str | None = None, timeout: float | None = None) -> CreatePlatformClientReply:
        """Register an application of the platform: ``POST /v1/clients``."""
        answer: CreatePlatformClientReply = self._call("createPlatformClient", {"body": body, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_platform_clients(self, *, timeout: float | None = None) -> ListPlatformClientsReply:
        """List the platform’s applications: ``GET /v1/clients``."""
        answer: ListPlatformClientsReply = self._call("listPlatformClients", {"timeout": timeout})
        return answer

    def get_platform_client(self, *, id: str, timeout: float | None = None) -> Client:
        """Get one of the platform’s applications: ``GET /v1/clients/{id}``."""
        answer: Client = self._call("getPlatformClient", {"id": id, "timeout": timeout})
        return answer

    def delete_platform_client(self, *, id: str, idempotency_key: str | None = None, timeout: float | None = None) -> DeletePlatformClientReply:
        """Remove one of the platform’s applications: ``DELETE /v1/clients/{id}``."""
        answer: DeletePlatformClientReply = self._call("deletePlatformClient", {"id": id, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def rotate_platform_client_secret(self, *, id: str, body: RotatePlatformClientSecretBody, idempotency_key: str | None = None, timeout: float | None = None) -> RotatePlatformClientSecretReply:
        """Rotate a client’s secret: ``POST /v1/clients/{id}/secret``."""
        answer: RotatePlatformClientSecretReply = self._call("rotatePlatformClientSecret", {"id": id, "body": body, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_own_sessions(self, *, limit: int | None = None, page_token: str | None = None, timeout: float | None = None) -> ListOwnSessionsReply:
        """List where you are signed in: ``GET /v1/sessions``."""
        answer: ListOwnSessionsReply = self._call("listOwnSessions", {"limit": limit, "page_token": page_token, "timeout": timeout})
        return answer

    def sign_out_everywhere(self, *, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Sign out everywhere: ``DELETE /v1/sessions``."""
        answer: Written = self._call("signOutEverywhere", {"if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def end_own_session(self, *, id: str, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """End one of your sessions, or an application’s access: ``DELETE /v1/sessions/{id}``."""
        answer: Written = self._call("endOwnSession", {"id": id, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def end_sessions_of_member(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Sign a person out everywhere: ``DELETE /v1/orgs/{org}/members/{id}/sessions``."""
        answer: Written = self._call("endSessionsOfMember", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def rotate_signing_keys(self, *, idempotency_key: str | None = None, timeout: float | None = None) -> RotateSigningKeysReply:
        """Rotate the signing keys: ``POST /v1/signing-keys/rotate``."""
        answer: RotateSigningKeysReply = self._call("rotateSigningKeys", {"idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def report_permissions(self, *, limit: int | None = None, page_token: str | None = None, subject: str | None = None, resource: str | None = None, given: Literal["true", "false"] | None = None, revision: str | None = None, as_of: str | None = None, org: str | None = None, timeout: float | None = None) -> ReportPermissionsReply:
        """Report who may do what, now or in the past: ``GET /v1/orgs/{org}/permissions``."""
        answer: ReportPermissionsReply = self._call("reportPermissions", {"limit": limit, "page_token": page_token, "subject": subject, "resource": resource, "given": given, "revision": revision, "as_of": as_of, "org": org, "timeout": timeout})
        return answer

    def list_ending(self, *, limit: int | None = None, page_token: str | None = None, until: str | None = None, org: str | None = None, timeout: float | None = None) -> ListEndingReply:
        """List roles, memberships and grants that end soon: ``GET /v1/orgs/{org}/ending``."""
        answer: ListEndingReply = self._call("listEnding", {"limit": limit, "page_token": page_token, "until": until, "org": org, "timeout": timeout})
        return answer

    def open_support_access(self, *, body: OpenSupportAccessBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> OpenSupportAccessReply:
        """Open the organisation to somebody outside, for a while: ``POST /v1/orgs/{org}/support-access``."""
        answer: OpenSupportAccessReply = self._call("openSupportAccess", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_support_access(self, *, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListSupportAccessReply:
        """List to whom outside the organisation is open, with what they were given beside it: ``GET /v1/orgs/{org}/support-access``."""
        answer: ListSupportAccessReply = self._call("listSupportAccess", {"limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    def end_support_access(self, *, user: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """End support access before its time: ``DELETE /v1/orgs/{org}/support-access/{user}``."""
        answer: Written = self._call("endSupportAccess", {"user": user, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_roles(self, *, org: str | None = None, timeout: float | None = None) -> ListRolesReply:
        """List the roles of the organisation: ``GET /v1/orgs/{org}/roles``."""
        answer: ListRolesReply = self._call("listRoles", {"org": org, "timeout": timeout})
        return answer

    def get_role(self, *, role: str, org: str | None = None, timeout: float | None = None) -> GetRoleReply:
        """Get one role, and what it may: ``GET /v1/orgs/{org}/roles/{role}``."""
        answer: GetRoleReply = self._call("getRole", {"role": role, "org": org, "timeout": timeout})
        return answer

    def put_role(self, *, role: str, body: PutRoleBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PutRoleReply:
        """Make a role of the organisation’s own, or change it: ``PUT /v1/orgs/{org}/roles/{role}``."""
        answer: PutRoleReply = self._call("putRole", {"role": role, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def delete_role(self, *, role: str, move_to: str | None = None, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> DeleteRoleReply:
        """Delete a role of the organisation’s own: ``DELETE /v1/orgs/{org}/roles/{role}``."""
        answer: DeleteRoleReply = self._call("deleteRole", {"role": role, "move_to": move_to, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def review_access(self, *, limit: int | None = None, page_token: str | None = None, subject: str | None = None, org: str | None = None, timeout: float | None = None) -> ReviewAccessReply:
        """Report what everybody was given: since when, by whom, and when it was last used: ``GET /v1/orgs/{org}/access-review``."""
        answer: ReviewAccessReply = self._call("reviewAccess", {"limit": limit, "page_token": page_token, "subject": subject, "org": org, "timeout": timeout})
        return answer

    def export_policy(self, *, revision: str | None = None, as_of: str | None = None, org: str | None = None, timeout: float | None = None) -> str:
        """Export the organisation’s own rules as CSV: ``GET /v1/orgs/{org}/policy``."""
        answer: str = self._call("exportPolicy", {"revision": revision, "as_of": as_of, "org": org, "timeout": timeout})
        return answer

    def publish_policy(self, *, body: PublishPolicyBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PublishPolicyReply:
        """Replace the organisation’s own rules: ``PUT /v1/orgs/{org}/policy``."""
        answer: PublishPolicyReply = self._call("publishPolicy", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_revisions(self, *, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListRevisionsReply:
        """List the changes of the organisation: ``GET /v1/orgs/{org}/policy/revisions``."""
        answer: ListRevisionsReply = self._call("listRevisions", {"limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    def get_revision(self, *, revision: str, org: str | None = None, timeout: float | None = None) -> PolicyChangeWithRules:
        """Get one change with its rules: ``GET /v1/orgs/{org}/policy/revisions/{revision}``."""
        answer: PolicyChangeWithRules = self._call("getRevision", {"revision": revision, "org": org, "timeout": timeout})
        return answer

    def diff_policy(self, *, from_: str, to: str | None = None, org: str | None = None, timeout: float | None = None) -> DiffPolicyReply:
        """Compare the rules of two revisions: ``GET /v1/orgs/{org}/policy/diff``."""
        answer: DiffPolicyReply = self._call("diffPolicy", {"from": from_, "to": to, "org": org, "timeout": timeout})
        return answer

    def roll_back_policy(self, *, body: RollBackPolicyBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Roll the rules back to an earlier revision: ``POST /v1/orgs/{org}/policy/rollback``."""
        answer: Written = self._call("rollBackPolicy", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def replay_policy(self, *, body: ReplayPolicyBody, org: str | None = None, timeout: float | None = None) -> PolicyReplay:
        """Put the questions of the past to a draft of the policy: ``POST /v1/orgs/{org}/policy/replay``."""
        answer: PolicyReplay = self._call("replayPolicy", {"body": body, "org": org, "timeout": timeout})
        return answer

    def policy_effects(self, *, limit: int | None = None, page_token: str | None = None, from_: str | None = None, to: str | None = None, org: str | None = None, timeout: float | None = None) -> PolicyEffectsReply:
        """Compare who may do what at two revisions: ``GET /v1/orgs/{org}/policy/effects``."""
        answer: PolicyEffectsReply = self._call("policyEffects", {"limit": limit, "page_token": page_token, "from": from_, "to": to, "org": org, "timeout": timeout})
        return answer

    def plan_policy(self, *, body: PlanPolicyBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PlanPolicyReply:
        """Plan a change of the policy: ``POST /v1/orgs/{org}/policy/plans``."""
        answer: PlanPolicyReply = self._call("planPolicy", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_policy_plans(self, *, org: str | None = None, timeout: float | None = None) -> ListPolicyPlansReply:
        """List the plans that wait: ``GET /v1/orgs/{org}/policy/plans``."""
        answer: ListPolicyPlansReply = self._call("listPolicyPlans", {"org": org, "timeout": timeout})
        return answer

    def get_policy_plan(self, *, plan: str, org: str | None = None, timeout: float | None = None) -> PolicyPlan:
        """Get a plan with its rules and effects: ``GET /v1/orgs/{org}/policy/plans/{plan}``."""
        answer: PolicyPlan = self._call("getPolicyPlan", {"plan": plan, "org": org, "timeout": timeout})
        return answer

    def cancel_policy_plan(self, *, plan: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Cancel a plan: ``DELETE /v1/orgs/{org}/policy/plans/{plan}``."""
        answer: Written = self._call("cancelPolicyPlan", {"plan": plan, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def apply_policy_plan(self, *, plan: str, body: ApplyPolicyPlanBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> ApplyPolicyPlanReply:
        """Make a plan hold: ``POST /v1/orgs/{org}/policy/plans/{plan}/apply``."""
        answer: ApplyPolicyPlanReply = self._call("applyPolicyPlan", {"plan": plan, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_policy_sets(self, *, timeout: float | None = None) -> ListPolicySetsReply:
        """List the installed policy sets: ``GET /v1/policy-sets``."""
        answer: ListPolicySetsReply = self._call("listPolicySets", {"timeout": timeout})
        return answer

    def get_policy_set(self, *, set: str, timeout: float | None = None) -> GetPolicySetReply:
        """Get a policy set with its files, its versions and who uses it: ``GET /v1/policy-sets/{set}``."""
        answer: GetPolicySetReply = self._call("getPolicySet", {"set": set, "timeout": timeout})
        return answer

    def install_policy_set(self, *, set: str, body: InstallPolicySetBody, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PolicySetInstallation:
        """Install a version of a policy set for every organisation that uses it: ``POST /v1/policy-sets/{set}/install``."""
        answer: PolicySetInstallation = self._call("installPolicySet", {"set": set, "body": body, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def get_catalogue(self, *, org: str | None = None, timeout: float | None = None) -> PolicyCatalogue:
        """Get what the organisation’s policy set holds, in words, and the roles of its own: ``GET /v1/orgs/{org}/catalogue``."""
        answer: PolicyCatalogue = self._call("getCatalogue", {"org": org, "timeout": timeout})
        return answer

    def read_audit(self, *, limit: int | None = None, page_token: str | None = None, actor: str | None = None, action: str | None = None, outcome: Literal["done", "refused"] | None = None, resource: str | None = None, subject: str | None = None, since: str | None = None, until: str | None = None, org: str | None = None, timeout: float | None = None) -> ReadAuditReply:
        """Read the audit trail: ``GET /v1/orgs/{org}/audit``."""
        answer: ReadAuditReply = self._call("readAudit", {"limit": limit, "page_token": page_token, "actor": actor, "action": action, "outcome": outcome, "resource": resource, "subject": subject, "since": since, "until": until, "org": org, "timeout": timeout})
        return answer

    def verify_audit(self, *, after: str | None = None, known: str | None = None, limit: int | None = None, org: str | None = None, timeout: float | None = None) -> VerifyAuditReply:
        """Verify the audit trail: ``GET /v1/orgs/{org}/audit/verification``."""
        answer: VerifyAuditReply = self._call("verifyAudit", {"after": after, "known": known, "limit": limit, "org": org, "timeout": timeout})
        return answer

    def report_usage(self, *, since: str | None = None, until: str | None = None, by: Literal["subject", "resource", "action", "asked_by", "subject_resource", "subject_action"] | None = None, limit: int | None = None, org: str | None = None, timeout: float | None = None) -> ReportUsageReply:
        """Report who used what, when and how often: ``GET /v1/orgs/{org}/usage``."""
        answer: ReportUsageReply = self._call("reportUsage", {"since": since, "until": until, "by": by, "limit": limit, "org": org, "timeout": timeout})
        return answer

    def read_decisions(self, *, limit: int | None = None, page_token: str | None = None, subject: str | None = None, resource: str | None = None, action: str | None = None, rule: str | None = None, allowed: Literal["true", "false"] | None = None, since: str | None = None, until: str | None = None, org: str | None = None, timeout: float | None = None) -> ReadDecisionsReply:
        """Read the decisions that were recorded: ``GET /v1/orgs/{org}/decisions``."""
        answer: ReadDecisionsReply = self._call("readDecisions", {"limit": limit, "page_token": page_token, "subject": subject, "resource": resource, "action": action, "rule": rule, "allowed": allowed, "since": since, "until": until, "org": org, "timeout": timeout})
        return answer

    def list_identity_providers(self, *, org: str | None = None, timeout: float | None = None) -> ListIdentityProvidersReply:
        """List identity providers: ``GET /v1/orgs/{org}/identity-providers``."""
        answer: ListIdentityProvidersReply = self._call("listIdentityProviders", {"org": org, "timeout": timeout})
        return answer

    def create_identity_provider(self, *, body: Union[CreateIdentityProviderBody_0, CreateIdentityProviderBody_1], org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateIdentityProviderReply:
        """Connect an OpenID or SAML identity provider: ``POST /v1/orgs/{org}/identity-providers``."""
        answer: CreateIdentityProviderReply = self._call("createIdentityProvider", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def begin_identity_provider(self, *, body: BeginIdentityProviderBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> BeginIdentityProviderReply:
        """Begin an identity provider that wants our addresses before it tells its own settings: ``POST /v1/orgs/{org}/identity-providers/drafts``."""
        answer: BeginIdentityProviderReply = self._call("beginIdentityProvider", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def get_identity_provider(self, *, idp: str, org: str | None = None, timeout: float | None = None) -> IdentityProvider:
        """Get one identity provider: ``GET /v1/orgs/{org}/identity-providers/{idp}``."""
        answer: IdentityProvider = self._call("getIdentityProvider", {"idp": idp, "org": org, "timeout": timeout})
        return answer

    def update_identity_provider(self, *, idp: str, body: Union[UpdateIdentityProviderBody_0, UpdateIdentityProviderBody_1], org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> UpdateIdentityProviderReply:
        """Replace an identity provider’s settings: ``PUT /v1/orgs/{org}/identity-providers/{idp}``."""
        answer: UpdateIdentityProviderReply = self._call("updateIdentityProvider", {"idp": idp, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def delete_identity_provider(self, *, idp: str, take: Literal["mapped"] | None = None, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Disconnect an identity provider: ``DELETE /v1/orgs/{org}/identity-providers/{idp}``."""
        answer: Written = self._call("deleteIdentityProvider", {"idp": idp, "take": take, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def test_identity_provider(self, *, idp: str, org: str | None = None, timeout: float | None = None) -> TestIdentityProviderReply:
        """Test the settings of an identity provider: ``POST /v1/orgs/{org}/identity-providers/{idp}/test``."""
        answer: TestIdentityProviderReply = self._call("testIdentityProvider", {"idp": idp, "org": org, "timeout": timeout})
        return answer

    def read_identity_provider_metadata(self, *, idp: str, org: str | None = None, timeout: float | None = None) -> MetadataState:
        """Read the metadata of a SAML identity provider again, now: ``POST /v1/orgs/{org}/identity-providers/{idp}/metadata``."""
        answer: MetadataState = self._call("readIdentityProviderMetadata", {"idp": idp, "org": org, "timeout": timeout})
        return answer

    def preview_mapping(self, *, idp: str, body: PreviewMappingBody, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> PreviewMappingReply:
        """Preview what a group mapping would do: ``POST /v1/orgs/{org}/identity-providers/{idp}/preview``."""
        answer: PreviewMappingReply = self._call("previewMapping", {"idp": idp, "limit": limit, "page_token": page_token, "body": body, "org": org, "timeout": timeout})
        return answer

    def preview_joining(self, *, idp: str, body: PreviewJoiningBody, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> PreviewJoiningReply:
        """Preview whom a rule for joining would find: ``POST /v1/orgs/{org}/identity-providers/{idp}/join-preview``."""
        answer: PreviewJoiningReply = self._call("previewJoining", {"idp": idp, "limit": limit, "page_token": page_token, "body": body, "org": org, "timeout": timeout})
        return answer

    def list_identities(self, *, user: str, org: str | None = None, timeout: float | None = None) -> ListIdentitiesReply:
        """List by what a person is recognised at sign-in: ``GET /v1/orgs/{org}/members/{user}/identities``."""
        answer: ListIdentitiesReply = self._call("listIdentities", {"user": user, "org": org, "timeout": timeout})
        return answer

    def link_identity(self, *, user: str, body: LinkIdentityBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> LinkIdentityReply:
        """Recognise a person by an identity: ``POST /v1/orgs/{org}/members/{user}/identities``."""
        answer: LinkIdentityReply = self._call("linkIdentity", {"user": user, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def unlink_identity(self, *, user: str, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Stop recognising a person by an identity: ``DELETE /v1/orgs/{org}/members/{user}/identities/{id}``."""
        answer: Written = self._call("unlinkIdentity", {"user": user, "id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_email_domains(self, *, org: str | None = None, timeout: float | None = None) -> ListEmailDomainsReply:
        """List mail domains: ``GET /v1/orgs/{org}/email-domains``."""
        answer: ListEmailDomainsReply = self._call("listEmailDomains", {"org": org, "timeout": timeout})
        return answer

    def put_email_domain(self, *, domain: str, body: PutEmailDomainBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PutEmailDomainReply:
        """Add a mail domain, or change where its people sign in: ``PUT /v1/orgs/{org}/email-domains/{domain}``."""
        answer: PutEmailDomainReply = self._call("putEmailDomain", {"domain": domain, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def delete_email_domain(self, *, domain: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Remove a mail domain: ``DELETE /v1/orgs/{org}/email-domains/{domain}``."""
        answer: Written = self._call("deleteEmailDomain", {"domain": domain, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def verify_email_domain(self, *, domain: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> VerifyEmailDomainReply:
        """Verify a mail domain by its TXT record: ``POST /v1/orgs/{org}/email-domains/{domain}/verify``."""
        answer: VerifyEmailDomainReply = self._call("verifyEmailDomain", {"domain": domain, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def list_scim_tokens(self, *, org: str | None = None, timeout: float | None = None) -> ListScimTokensReply:
        """List SCIM tokens: ``GET /v1/orgs/{org}/scim-tokens``."""
        answer: ListScimTokensReply = self._call("listScimTokens", {"org": org, "timeout": timeout})
        return answer

    def create_scim_token(self, *, body: CreateScimTokenBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateScimTokenReply:
        """Create a SCIM token for an identity provider: ``POST /v1/orgs/{org}/scim-tokens``."""
        answer: CreateScimTokenReply = self._call("createScimToken", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def revoke_scim_token(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Revoke a SCIM token: ``DELETE /v1/orgs/{org}/scim-tokens/{id}``."""
        answer: Written = self._call("revokeScimToken", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    def whoami(self, *, timeout: float | None = None) -> WhoamiReply:
        """Get who you are: ``GET /v1/whoami``."""
        answer: WhoamiReply = self._call("whoami", {"timeout": timeout})
        return answer


class AsyncAdmin:
    """Every operation of the API by its name, to be awaited."""

    def __init__(self, call: Callable[[str, Mapping[str, Any]], Awaitable[Any]]) -> None:
        self._call = call

    async def check(self, *, body: CheckRequest, timeout: float | None = None) -> CheckReply:
        """May this subject do this action to this resource?: ``POST /check``."""
        answer: CheckReply = await self._call("check", {"body": body, "timeout": timeout})
        return answer

    async def check_batch(self, *, body: CheckBatchBody, timeout: float | None = None) -> CheckBatchReply:
        """Check many questions on one revision: ``POST /check/batch``."""
        answer: CheckBatchReply = await self._call("checkBatch", {"body": body, "timeout": timeout})
        return answer

    async def search_resources(self, *, body: SearchResourcesBody, timeout: float | None = None) -> SearchResourcesReply:
        """List the resources on which a subject may do an action: ``POST /search/resources``."""
        answer: SearchResourcesReply = await self._call("searchResources", {"body": body, "timeout": timeout})
        return answer

    async def search_subjects(self, *, body: SearchSubjectsBody, timeout: float | None = None) -> SearchSubjectsReply:
        """List the subjects that may do an action on a resource: ``POST /search/subjects``."""
        answer: SearchSubjectsReply = await self._call("searchSubjects", {"body": body, "timeout": timeout})
        return answer

    async def search_actions(self, *, body: SearchActionsBody, timeout: float | None = None) -> SearchActionsReply:
        """List the actions that a subject may do on a resource: ``POST /search/actions``."""
        answer: SearchActionsReply = await self._call("searchActions", {"body": body, "timeout": timeout})
        return answer

    async def search_filter(self, *, body: SearchFilterBody, timeout: float | None = None) -> SearchFilterReply:
        """Of these resources, answer those on which a subject may do an action: ``POST /search/filter``."""
        answer: SearchFilterReply = await self._call("searchFilter", {"body": body, "timeout": timeout})
        return answer

    async def search_query(self, *, body: SearchQueryBody, timeout: float | None = None) -> SearchQueryReply:
        """Get the resources on which a subject may do an action as a condition for your own database: ``POST /search/query``."""
        answer: SearchQueryReply = await self._call("searchQuery", {"body": body, "timeout": timeout})
        return answer

    async def list_datasets(self, *, limit: int | None = None, page_token: str | None = None, name: str | None = None, attribute: str | None = None, org: str | None = None, timeout: float | None = None) -> ListDatasetsReply:
        """List the datasets that you may view: ``GET /v1/orgs/{org}/datasets``."""
        answer: ListDatasetsReply = await self._call("listDatasets", {"limit": limit, "page_token": page_token, "name": name, "attribute": attribute, "org": org, "timeout": timeout})
        return answer

    async def create_dataset(self, *, body: CreateDatasetBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateDatasetReply:
        """Register a dataset: ``POST /v1/orgs/{org}/datasets``."""
        answer: CreateDatasetReply = await self._call("createDataset", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def get_dataset(self, *, id: str, org: str | None = None, timeout: float | None = None) -> GetDatasetReply:
        """Get one dataset, with your own level on it: ``GET /v1/orgs/{org}/datasets/{id}``."""
        answer: GetDatasetReply = await self._call("getDataset", {"id": id, "org": org, "timeout": timeout})
        return answer

    async def update_dataset(self, *, id: str, body: UpdateDatasetBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> UpdateDatasetReply:
        """Rename a dataset, or replace its attributes: ``PATCH /v1/orgs/{org}/datasets/{id}``."""
        answer: UpdateDatasetReply = await self._call("updateDataset", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def delete_dataset(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Delete a dataset: ``DELETE /v1/orgs/{org}/datasets/{id}``."""
        answer: Written = await self._call("deleteDataset", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def clone_dataset(self, *, id: str, body: CloneDatasetBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CloneDatasetReply:
        """Clone a dataset’s record: ``POST /v1/orgs/{org}/datasets/{id}/clone``."""
        answer: CloneDatasetReply = await self._call("cloneDataset", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_snapshots(self, *, id: str, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListSnapshotsReply:
        """List the snapshots of a dataset: ``GET /v1/orgs/{org}/datasets/{id}/snapshots``."""
        answer: ListSnapshotsReply = await self._call("listSnapshots", {"id": id, "limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    async def create_snapshot(self, *, id: str, body: CreateSnapshotBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateSnapshotReply:
        """Record a snapshot: ``POST /v1/orgs/{org}/datasets/{id}/snapshots``."""
        answer: CreateSnapshotReply = await self._call("createSnapshot", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def delete_snapshot(self, *, id: str, snapshot: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Delete a snapshot’s record: ``DELETE /v1/orgs/{org}/datasets/{id}/snapshots/{snapshot}``."""
        answer: Written = await self._call("deleteSnapshot", {"id": id, "snapshot": snapshot, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def revert_snapshot(self, *, id: str, snapshot: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> RevertSnapshotReply:
        """Record that the dataset went back to a snapshot: ``POST /v1/orgs/{org}/datasets/{id}/snapshots/{snapshot}/revert``."""
        answer: RevertSnapshotReply = await self._call("revertSnapshot", {"id": id, "snapshot": snapshot, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_resources(self, *, type: str, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListResourcesReply:
        """List the resources of a type that you may see: ``GET /v1/orgs/{org}/resources/{type}``."""
        answer: ListResourcesReply = await self._call("listResources", {"type": type, "limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    async def get_resource(self, *, type: str, id: str, org: str | None = None, timeout: float | None = None) -> GetResourceReply:
        """Get one resource, with the collections that it is in: ``GET /v1/orgs/{org}/resources/{type}/{id}``."""
        answer: GetResourceReply = await self._call("getResource", {"type": type, "id": id, "org": org, "timeout": timeout})
        return answer

    async def put_resource(self, *, type: str, id: str, body: PutResourceBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PutResourceReply:
        """Register a resource, or change its name or attributes: ``PUT /v1/orgs/{org}/resources/{type}/{id}``."""
        answer: PutResourceReply = await self._call("putResource", {"type": type, "id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def delete_resource(self, *, type: str, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Delete a resource, with everything that names it: ``DELETE /v1/orgs/{org}/resources/{type}/{id}``."""
        answer: Written = await self._call("deleteResource", {"type": type, "id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def add_to_collection(self, *, type: str, id: str, collection: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Put a resource into a collection: ``PUT /v1/orgs/{org}/resources/{type}/{id}/collections/{collection}``."""
        answer: Written = await self._call("addToCollection", {"type": type, "id": id, "collection": collection, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def remove_from_collection(self, *, type: str, id: str, collection: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Take a resource out of a collection: ``DELETE /v1/orgs/{org}/resources/{type}/{id}/collections/{collection}``."""
        answer: Written = await self._call("removeFromCollection", {"type": type, "id": id, "collection": collection, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def set_resource_grant(self, *, type: str, id: str, subject: str, body: SetResourceGrantBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Grant a person, a service account or a group a level on a resource: ``PUT /v1/orgs/{org}/resources/{type}/{id}/access/grants/{subject}``."""
        answer: Written = await self._call("setResourceGrant", {"type": type, "id": id, "subject": subject, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def remove_resource_grant(self, *, type: str, id: str, subject: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Remove a grant on a resource: ``DELETE /v1/orgs/{org}/resources/{type}/{id}/access/grants/{subject}``."""
        answer: Written = await self._call("removeResourceGrant", {"type": type, "id": id, "subject": subject, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def get_access(self, *, id: str, limit: int | None = None, page_token: str | None = None, grants_token: str | None = None, as_of: str | None = None, org: str | None = None, timeout: float | None = None) -> GetAccessReply:
        """Get who may do what with a dataset, and why: ``GET /v1/orgs/{org}/datasets/{id}/access``."""
        answer: GetAccessReply = await self._call("getAccess", {"id": id, "limit": limit, "page_token": page_token, "grants_token": grants_token, "as_of": as_of, "org": org, "timeout": timeout})
        return answer

    async def set_default_access(self, *, id: str, body: SetDefaultAccessBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> SetDefaultAccessReply:
        """Set the default access of a dataset: ``PUT /v1/orgs/{org}/datasets/{id}/access/default``."""
        answer: SetDefaultAccessReply = await self._call("setDefaultAccess", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def set_grant(self, *, id: str, subject: str, body: SetGrantBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> SetGrantReply:
        """Grant a person, a service account or a group a level on a dataset: ``PUT /v1/orgs/{org}/datasets/{id}/access/grants/{subject}``."""
        answer: SetGrantReply = await self._call("setGrant", {"id": id, "subject": subject, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def remove_grant(self, *, id: str, subject: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> RemoveGrantReply:
        """Remove a grant: ``DELETE /v1/orgs/{org}/datasets/{id}/access/grants/{subject}``."""
        answer: RemoveGrantReply = await self._call("removeGrant", {"id": id, "subject": subject, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def apply_changes(self, *, body: ApplyChangesBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> ApplyChangesReply:
        """Make many changes as one: ``POST /v1/orgs/{org}/changes``."""
        answer: ApplyChangesReply = await self._call("applyChanges", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def create_organisation(self, *, body: CreateOrganisationBody, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateOrganisationReply:
        """Create an organisation: ``POST /v1/orgs``."""
        answer: CreateOrganisationReply = await self._call("createOrganisation", {"body": body, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_organisations(self, *, limit: int | None = None, page_token: str | None = None, timeout: float | None = None) -> ListOrganisationsReply:
        """List organisations: ``GET /v1/orgs``."""
        answer: ListOrganisationsReply = await self._call("listOrganisations", {"limit": limit, "page_token": page_token, "timeout": timeout})
        return answer

    async def get_organisation(self, *, org: str | None = None, timeout: float | None = None) -> GetOrganisationReply:
        """Get one organisation: ``GET /v1/orgs/{org}``."""
        answer: GetOrganisationReply = await self._call("getOrganisation", {"org": org, "timeout": timeout})
        return answer

    async def update_organisation(self, *, body: UpdateOrganisationBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> UpdateOrganisationReply:
        """Rename an organisation: ``PATCH /v1/orgs/{org}``."""
        answer: UpdateOrganisationReply = await self._call("updateOrganisation", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def delete_organisation(self, *, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Delete an organisation: ``DELETE /v1/orgs/{org}``."""
        answer: Written = await self._call("deleteOrganisation", {"org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def get_settings(self, *, org: str | None = None, timeout: float | None = None) -> GetSettingsReply:
        """Get the settings: ``GET /v1/orgs/{org}/settings``."""
        answer: GetSettingsReply = await self._call("getSettings", {"org": org, "timeout": timeout})
        return answer

    async def update_settings(self, *, body: UpdateSettingsBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> UpdateSettingsReply:
        """Change settings: ``PATCH /v1/orgs/{org}/settings``."""
        answer: UpdateSettingsReply = await self._call("updateSettings", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_members(self, *, limit: int | None = None, page_token: str | None = None, role: str | None = None, group: str | None = None, email: str | None = None, name: str | None = None, address: str | None = None, attribute: str | None = None, org: str | None = None, timeout: float | None = None) -> ListMembersReply:
        """List people: ``GET /v1/orgs/{org}/members``."""
        answer: ListMembersReply = await self._call("listMembers", {"limit": limit, "page_token": page_token, "role": role, "group": group, "email": email, "name": name, "address": address, "attribute": attribute, "org": org, "timeout": timeout})
        return answer

    async def get_member(self, *, user: str, org: str | None = None, timeout: float | None = None) -> GetMemberReply:
        """Get one person: ``GET /v1/orgs/{org}/members/{user}``."""
        answer: GetMemberReply = await self._call("getMember", {"user": user, "org": org, "timeout": timeout})
        return answer

    async def add_member(self, *, user: str, body: AddMemberBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> AddMemberReply:
        """Add a person with a role, or change their role or description: ``PUT /v1/orgs/{org}/members/{user}``."""
        answer: AddMemberReply = await self._call("addMember", {"user": user, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def remove_member(self, *, user: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Remove a person: ``DELETE /v1/orgs/{org}/members/{user}``."""
        answer: Written = await self._call("removeMember", {"user": user, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def disable_member(self, *, user: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> DisableMemberReply:
        """Disable a person: ``POST /v1/orgs/{org}/members/{user}/disable``."""
        answer: DisableMemberReply = await self._call("disableMember", {"user": user, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def enable_member(self, *, user: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> EnableMemberReply:
        """Enable a person again: ``POST /v1/orgs/{org}/members/{user}/enable``."""
        answer: EnableMemberReply = await self._call("enableMember", {"user": user, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def merge_members(self, *, user: str, body: MergeMembersBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> MergeMembersReply:
        """Merge two accounts of one person: ``POST /v1/orgs/{org}/members/{user}/merge``."""
        answer: MergeMembersReply = await self._call("mergeMembers", {"user": user, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def create_invitation(self, *, body: CreateInvitationBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateInvitationReply:
        """Invite someone by e-mail: ``POST /v1/orgs/{org}/invitations``."""
        answer: CreateInvitationReply = await self._call("createInvitation", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_invitations(self, *, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListInvitationsReply:
        """List open invitations: ``GET /v1/orgs/{org}/invitations``."""
        answer: ListInvitationsReply = await self._call("listInvitations", {"limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    async def create_invitations(self, *, body: CreateInvitationsBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateInvitationsReply:
        """Invite many people at once: ``POST /v1/orgs/{org}/invitations/bulk``."""
        answer: CreateInvitationsReply = await self._call("createInvitations", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def revoke_invitation(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Revoke an invitation: ``DELETE /v1/orgs/{org}/invitations/{id}``."""
        answer: Written = await self._call("revokeInvitation", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def accept_invitation(self, *, body: AcceptInvitationBody, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> AcceptInvitationReply:
        """Accept an invitation: ``POST /v1/invitations/accept``."""
        answer: AcceptInvitationReply = await self._call("acceptInvitation", {"body": body, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_groups(self, *, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListGroupsReply:
        """List groups: ``GET /v1/orgs/{org}/groups``."""
        answer: ListGroupsReply = await self._call("listGroups", {"limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    async def get_group(self, *, group: str, org: str | None = None, timeout: float | None = None) -> GetGroupReply:
        """Get one group: ``GET /v1/orgs/{org}/groups/{group}``."""
        answer: GetGroupReply = await self._call("getGroup", {"group": group, "org": org, "timeout": timeout})
        return answer

    async def put_group(self, *, group: str, body: PutGroupBody | None = None, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PutGroupReply:
        """Create a group, or rename it: ``PUT /v1/orgs/{org}/groups/{group}``."""
        answer: PutGroupReply = await self._call("putGroup", {"group": group, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def delete_group(self, *, group: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Delete a group: ``DELETE /v1/orgs/{org}/groups/{group}``."""
        answer: Written = await self._call("deleteGroup", {"group": group, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_group_members(self, *, group: str, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListGroupMembersReply:
        """List the direct members of a group: ``GET /v1/orgs/{org}/groups/{group}/members``."""
        answer: ListGroupMembersReply = await self._call("listGroupMembers", {"group": group, "limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    async def add_group_member(self, *, group: str, subject: str, body: AddGroupMemberBody | None = None, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> AddGroupMemberReply:
        """Add a person, a service account or a group to a group: ``PUT /v1/orgs/{org}/groups/{group}/members/{subject}``."""
        answer: AddGroupMemberReply = await self._call("addGroupMember", {"group": group, "subject": subject, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def remove_group_member(self, *, group: str, subject: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> RemoveGroupMemberReply:
        """Remove a member from a group: ``DELETE /v1/orgs/{org}/groups/{group}/members/{subject}``."""
        answer: RemoveGroupMemberReply = await self._call("removeGroupMember", {"group": group, "subject": subject, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_service_accounts(self, *, limit: int | None = None, page_token: str | None = None, role: str | None = None, group: str | None = None, org: str | None = None, timeout: float | None = None) -> ListServiceAccountsReply:
        """List service accounts: ``GET /v1/orgs/{org}/service-accounts``."""
        answer: ListServiceAccountsReply = await self._call("listServiceAccounts", {"limit": limit, "page_token": page_token, "role": role, "group": group, "org": org, "timeout": timeout})
        return answer

    async def get_service_account(self, *, id: str, org: str | None = None, timeout: float | None = None) -> GetServiceAccountReply:
        """Get one service account: ``GET /v1/orgs/{org}/service-accounts/{id}``."""
        answer: GetServiceAccountReply = await self._call("getServiceAccount", {"id": id, "org": org, "timeout": timeout})
        return answer

    async def put_service_account(self, *, id: str, body: PutServiceAccountBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PutServiceAccountReply:
        """Create a service account, or change its role or name: ``PUT /v1/orgs/{org}/service-accounts/{id}``."""
        answer: PutServiceAccountReply = await self._call("putServiceAccount", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def delete_service_account(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Remove a service account: ``DELETE /v1/orgs/{org}/service-accounts/{id}``."""
        answer: Written = await self._call("deleteServiceAccount", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def create_api_key(self, *, body: CreateApiKeyBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateApiKeyReply:
        """Create an API key for a person or a service account: ``POST /v1/orgs/{org}/api-keys``."""
        answer: CreateApiKeyReply = await self._call("createApiKey", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_api_keys(self, *, limit: int | None = None, page_token: str | None = None, subject: str | None = None, org: str | None = None, timeout: float | None = None) -> ListApiKeysReply:
        """List API keys: ``GET /v1/orgs/{org}/api-keys``."""
        answer: ListApiKeysReply = await self._call("listApiKeys", {"limit": limit, "page_token": page_token, "subject": subject, "org": org, "timeout": timeout})
        return answer

    async def revoke_api_key(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Revoke a key: ``DELETE /v1/orgs/{org}/api-keys/{id}``."""
        answer: Written = await self._call("revokeApiKey", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def create_client(self, *, body: CreateClientBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateClientReply:
        """Register a client: ``POST /v1/orgs/{org}/clients``."""
        answer: CreateClientReply = await self._call("createClient", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_clients(self, *, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListClientsReply:
        """List clients: ``GET /v1/orgs/{org}/clients``."""
        answer: ListClientsReply = await self._call("listClients", {"limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    async def get_client(self, *, id: str, org: str | None = None, timeout: float | None = None) -> Client:
        """Get one client: ``GET /v1/orgs/{org}/clients/{id}``."""
        answer: Client = await self._call("getClient", {"id": id, "org": org, "timeout": timeout})
        return answer

    async def update_client(self, *, id: str, body: UpdateClientBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> UpdateClientReply:
        """Replace a client’s settings: ``PUT /v1/orgs/{org}/clients/{id}``."""
        answer: UpdateClientReply = await self._call("updateClient", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def delete_client(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Remove a client: ``DELETE /v1/orgs/{org}/clients/{id}``."""
        answer: Written = await self._call("deleteClient", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def rotate_client_secret(self, *, id: str, body: RotateClientSecretBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> RotateClientSecretReply:
        """Rotate a client’s secret: ``POST /v1/orgs/{org}/clients/{id}/secret``."""
        answer: RotateClientSecretReply = await self._call("rotateClientSecret", {"id": id, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def end_client_tokens(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """End every session and token that was issued to a client: ``DELETE /v1/orgs/{org}/clients/{id}/tokens``."""
        answer: Written = await self._call("endClientTokens", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def create_platform_client(self, *, body: CreatePlatformClientBody, idempotency_key: str | None = None, timeout: float | None = None) -> CreatePlatformClientReply:
        """Register an application of the platform: ``POST /v1/clients``."""
        answer: CreatePlatformClientReply = await self._call("createPlatformClient", {"body": body, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_platform_clients(self, *, timeout: float | None = None) -> ListPlatformClientsReply:
        """List the platform’s applications: ``GET /v1/clients``."""
        answer: ListPlatformClientsReply = await self._call("listPlatformClients", {"timeout": timeout})
        return answer

    async def get_platform_client(self, *, id: str, timeout: float | None = None) -> Client:
        """Get one of the platform’s applications: ``GET /v1/clients/{id}``."""
        answer: Client = await self._call("getPlatformClient", {"id": id, "timeout": timeout})
        return answer

    async def delete_platform_client(self, *, id: str, idempotency_key: str | None = None, timeout: float | None = None) -> DeletePlatformClientReply:
        """Remove one of the platform’s applications: ``DELETE /v1/clients/{id}``."""
        answer: DeletePlatformClientReply = await self._call("deletePlatformClient", {"id": id, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def rotate_platform_client_secret(self, *, id: str, body: RotatePlatformClientSecretBody, idempotency_key: str | None = None, timeout: float | None = None) -> RotatePlatformClientSecretReply:
        """Rotate a client’s secret: ``POST /v1/clients/{id}/secret``."""
        answer: RotatePlatformClientSecretReply = await self._call("rotatePlatformClientSecret", {"id": id, "body": body, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_own_sessions(self, *, limit: int | None = None, page_token: str | None = None, timeout: float | None = None) -> ListOwnSessionsReply:
        """List where you are signed in: ``GET /v1/sessions``."""
        answer: ListOwnSessionsReply = await self._call("listOwnSessions", {"limit": limit, "page_token": page_token, "timeout": timeout})
        return answer

    async def sign_out_everywhere(self, *, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Sign out everywhere: ``DELETE /v1/sessions``."""
        answer: Written = await self._call("signOutEverywhere", {"if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def end_own_session(self, *, id: str, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """End one of your sessions, or an application’s access: ``DELETE /v1/sessions/{id}``."""
        answer: Written = await self._call("endOwnSession", {"id": id, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def end_sessions_of_member(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Sign a person out everywhere: ``DELETE /v1/orgs/{org}/members/{id}/sessions``."""
        answer: Written = await self._call("endSessionsOfMember", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def rotate_signing_keys(self, *, idempotency_key: str | None = None, timeout: float | None = None) -> RotateSigningKeysReply:
        """Rotate the signing keys: ``POST /v1/signing-keys/rotate``."""
        answer: RotateSigningKeysReply = await self._call("rotateSigningKeys", {"idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def report_permissions(self, *, limit: int | None = None, page_token: str | None = None, subject: str | None = None, resource: str | None = None, given: Literal["true", "false"] | None = None, revision: str | None = None, as_of: str | None = None, org: str | None = None, timeout: float | None = None) -> ReportPermissionsReply:
        """Report who may do what, now or in the past: ``GET /v1/orgs/{org}/permissions``."""
        answer: ReportPermissionsReply = await self._call("reportPermissions", {"limit": limit, "page_token": page_token, "subject": subject, "resource": resource, "given": given, "revision": revision, "as_of": as_of, "org": org, "timeout": timeout})
        return answer

    async def list_ending(self, *, limit: int | None = None, page_token: str | None = None, until: str | None = None, org: str | None = None, timeout: float | None = None) -> ListEndingReply:
        """List roles, memberships and grants that end soon: ``GET /v1/orgs/{org}/ending``."""
        answer: ListEndingReply = await self._call("listEnding", {"limit": limit, "page_token": page_token, "until": until, "org": org, "timeout": timeout})
        return answer

    async def open_support_access(self, *, body: OpenSupportAccessBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> OpenSupportAccessReply:
        """Open the organisation to somebody outside, for a while: ``POST /v1/orgs/{org}/support-access``."""
        answer: OpenSupportAccessReply = await self._call("openSupportAccess", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_support_access(self, *, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListSupportAccessReply:
        """List to whom outside the organisation is open, with what they were given beside it: ``GET /v1/orgs/{org}/support-access``."""
        answer: ListSupportAccessReply = await self._call("listSupportAccess", {"limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    async def end_support_access(self, *, user: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """End support access before its time: ``DELETE /v1/orgs/{org}/support-access/{user}``."""
        answer: Written = await self._call("endSupportAccess", {"user": user, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_roles(self, *, org: str | None = None, timeout: float | None = None) -> ListRolesReply:
        """List the roles of the organisation: ``GET /v1/orgs/{org}/roles``."""
        answer: ListRolesReply = await self._call("listRoles", {"org": org, "timeout": timeout})
        return answer

    async def get_role(self, *, role: str, org: str | None = None, timeout: float | None = None) -> GetRoleReply:
        """Get one role, and what it may: ``GET /v1/orgs/{org}/roles/{role}``."""
        answer: GetRoleReply = await self._call("getRole", {"role": role, "org": org, "timeout": timeout})
        return answer

    async def put_role(self, *, role: str, body: PutRoleBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PutRoleReply:
        """Make a role of the organisation’s own, or change it: ``PUT /v1/orgs/{org}/roles/{role}``."""
        answer: PutRoleReply = await self._call("putRole", {"role": role, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def delete_role(self, *, role: str, move_to: str | None = None, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> DeleteRoleReply:
        """Delete a role of the organisation’s own: ``DELETE /v1/orgs/{org}/roles/{role}``."""
        answer: DeleteRoleReply = await self._call("deleteRole", {"role": role, "move_to": move_to, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def review_access(self, *, limit: int | None = None, page_token: str | None = None, subject: str | None = None, org: str | None = None, timeout: float | None = None) -> ReviewAccessReply:
        """Report what everybody was given: since when, by whom, and when it was last used: ``GET /v1/orgs/{org}/access-review``."""
        answer: ReviewAccessReply = await self._call("reviewAccess", {"limit": limit, "page_token": page_token, "subject": subject, "org": org, "timeout": timeout})
        return answer

    async def export_policy(self, *, revision: str | None = None, as_of: str | None = None, org: str | None = None, timeout: float | None = None) -> str:
        """Export the organisation’s own rules as CSV: ``GET /v1/orgs/{org}/policy``."""
        answer: str = await self._call("exportPolicy", {"revision": revision, "as_of": as_of, "org": org, "timeout": timeout})
        return answer

    async def publish_policy(self, *, body: PublishPolicyBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PublishPolicyReply:
        """Replace the organisation’s own rules: ``PUT /v1/orgs/{org}/policy``."""
        answer: PublishPolicyReply = await self._call("publishPolicy", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_revisions(self, *, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> ListRevisionsReply:
        """List the changes of the organisation: ``GET /v1/orgs/{org}/policy/revisions``."""
        answer: ListRevisionsReply = await self._call("listRevisions", {"limit": limit, "page_token": page_token, "org": org, "timeout": timeout})
        return answer

    async def get_revision(self, *, revision: str, org: str | None = None, timeout: float | None = None) -> PolicyChangeWithRules:
        """Get one change with its rules: ``GET /v1/orgs/{org}/policy/revisions/{revision}``."""
        answer: PolicyChangeWithRules = await self._call("getRevision", {"revision": revision, "org": org, "timeout": timeout})
        return answer

    async def diff_policy(self, *, from_: str, to: str | None = None, org: str | None = None, timeout: float | None = None) -> DiffPolicyReply:
        """Compare the rules of two revisions: ``GET /v1/orgs/{org}/policy/diff``."""
        answer: DiffPolicyReply = await self._call("diffPolicy", {"from": from_, "to": to, "org": org, "timeout": timeout})
        return answer

    async def roll_back_policy(self, *, body: RollBackPolicyBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Roll the rules back to an earlier revision: ``POST /v1/orgs/{org}/policy/rollback``."""
        answer: Written = await self._call("rollBackPolicy", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def replay_policy(self, *, body: ReplayPolicyBody, org: str | None = None, timeout: float | None = None) -> PolicyReplay:
        """Put the questions of the past to a draft of the policy: ``POST /v1/orgs/{org}/policy/replay``."""
        answer: PolicyReplay = await self._call("replayPolicy", {"body": body, "org": org, "timeout": timeout})
        return answer

    async def policy_effects(self, *, limit: int | None = None, page_token: str | None = None, from_: str | None = None, to: str | None = None, org: str | None = None, timeout: float | None = None) -> PolicyEffectsReply:
        """Compare who may do what at two revisions: ``GET /v1/orgs/{org}/policy/effects``."""
        answer: PolicyEffectsReply = await self._call("policyEffects", {"limit": limit, "page_token": page_token, "from": from_, "to": to, "org": org, "timeout": timeout})
        return answer

    async def plan_policy(self, *, body: PlanPolicyBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PlanPolicyReply:
        """Plan a change of the policy: ``POST /v1/orgs/{org}/policy/plans``."""
        answer: PlanPolicyReply = await self._call("planPolicy", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_policy_plans(self, *, org: str | None = None, timeout: float | None = None) -> ListPolicyPlansReply:
        """List the plans that wait: ``GET /v1/orgs/{org}/policy/plans``."""
        answer: ListPolicyPlansReply = await self._call("listPolicyPlans", {"org": org, "timeout": timeout})
        return answer

    async def get_policy_plan(self, *, plan: str, org: str | None = None, timeout: float | None = None) -> PolicyPlan:
        """Get a plan with its rules and effects: ``GET /v1/orgs/{org}/policy/plans/{plan}``."""
        answer: PolicyPlan = await self._call("getPolicyPlan", {"plan": plan, "org": org, "timeout": timeout})
        return answer

    async def cancel_policy_plan(self, *, plan: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Cancel a plan: ``DELETE /v1/orgs/{org}/policy/plans/{plan}``."""
        answer: Written = await self._call("cancelPolicyPlan", {"plan": plan, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def apply_policy_plan(self, *, plan: str, body: ApplyPolicyPlanBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> ApplyPolicyPlanReply:
        """Make a plan hold: ``POST /v1/orgs/{org}/policy/plans/{plan}/apply``."""
        answer: ApplyPolicyPlanReply = await self._call("applyPolicyPlan", {"plan": plan, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_policy_sets(self, *, timeout: float | None = None) -> ListPolicySetsReply:
        """List the installed policy sets: ``GET /v1/policy-sets``."""
        answer: ListPolicySetsReply = await self._call("listPolicySets", {"timeout": timeout})
        return answer

    async def get_policy_set(self, *, set: str, timeout: float | None = None) -> GetPolicySetReply:
        """Get a policy set with its files, its versions and who uses it: ``GET /v1/policy-sets/{set}``."""
        answer: GetPolicySetReply = await self._call("getPolicySet", {"set": set, "timeout": timeout})
        return answer

    async def install_policy_set(self, *, set: str, body: InstallPolicySetBody, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PolicySetInstallation:
        """Install a version of a policy set for every organisation that uses it: ``POST /v1/policy-sets/{set}/install``."""
        answer: PolicySetInstallation = await self._call("installPolicySet", {"set": set, "body": body, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def get_catalogue(self, *, org: str | None = None, timeout: float | None = None) -> PolicyCatalogue:
        """Get what the organisation’s policy set holds, in words, and the roles of its own: ``GET /v1/orgs/{org}/catalogue``."""
        answer: PolicyCatalogue = await self._call("getCatalogue", {"org": org, "timeout": timeout})
        return answer

    async def read_audit(self, *, limit: int | None = None, page_token: str | None = None, actor: str | None = None, action: str | None = None, outcome: Literal["done", "refused"] | None = None, resource: str | None = None, subject: str | None = None, since: str | None = None, until: str | None = None, org: str | None = None, timeout: float | None = None) -> ReadAuditReply:
        """Read the audit trail: ``GET /v1/orgs/{org}/audit``."""
        answer: ReadAuditReply = await self._call("readAudit", {"limit": limit, "page_token": page_token, "actor": actor, "action": action, "outcome": outcome, "resource": resource, "subject": subject, "since": since, "until": until, "org": org, "timeout": timeout})
        return answer

    async def verify_audit(self, *, after: str | None = None, known: str | None = None, limit: int | None = None, org: str | None = None, timeout: float | None = None) -> VerifyAuditReply:
        """Verify the audit trail: ``GET /v1/orgs/{org}/audit/verification``."""
        answer: VerifyAuditReply = await self._call("verifyAudit", {"after": after, "known": known, "limit": limit, "org": org, "timeout": timeout})
        return answer

    async def report_usage(self, *, since: str | None = None, until: str | None = None, by: Literal["subject", "resource", "action", "asked_by", "subject_resource", "subject_action"] | None = None, limit: int | None = None, org: str | None = None, timeout: float | None = None) -> ReportUsageReply:
        """Report who used what, when and how often: ``GET /v1/orgs/{org}/usage``."""
        answer: ReportUsageReply = await self._call("reportUsage", {"since": since, "until": until, "by": by, "limit": limit, "org": org, "timeout": timeout})
        return answer

    async def read_decisions(self, *, limit: int | None = None, page_token: str | None = None, subject: str | None = None, resource: str | None = None, action: str | None = None, rule: str | None = None, allowed: Literal["true", "false"] | None = None, since: str | None = None, until: str | None = None, org: str | None = None, timeout: float | None = None) -> ReadDecisionsReply:
        """Read the decisions that were recorded: ``GET /v1/orgs/{org}/decisions``."""
        answer: ReadDecisionsReply = await self._call("readDecisions", {"limit": limit, "page_token": page_token, "subject": subject, "resource": resource, "action": action, "rule": rule, "allowed": allowed, "since": since, "until": until, "org": org, "timeout": timeout})
        return answer

    async def list_identity_providers(self, *, org: str | None = None, timeout: float | None = None) -> ListIdentityProvidersReply:
        """List identity providers: ``GET /v1/orgs/{org}/identity-providers``."""
        answer: ListIdentityProvidersReply = await self._call("listIdentityProviders", {"org": org, "timeout": timeout})
        return answer

    async def create_identity_provider(self, *, body: Union[CreateIdentityProviderBody_0, CreateIdentityProviderBody_1], org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateIdentityProviderReply:
        """Connect an OpenID or SAML identity provider: ``POST /v1/orgs/{org}/identity-providers``."""
        answer: CreateIdentityProviderReply = await self._call("createIdentityProvider", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def begin_identity_provider(self, *, body: BeginIdentityProviderBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> BeginIdentityProviderReply:
        """Begin an identity provider that wants our addresses before it tells its own settings: ``POST /v1/orgs/{org}/identity-providers/drafts``."""
        answer: BeginIdentityProviderReply = await self._call("beginIdentityProvider", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def get_identity_provider(self, *, idp: str, org: str | None = None, timeout: float | None = None) -> IdentityProvider:
        """Get one identity provider: ``GET /v1/orgs/{org}/identity-providers/{idp}``."""
        answer: IdentityProvider = await self._call("getIdentityProvider", {"idp": idp, "org": org, "timeout": timeout})
        return answer

    async def update_identity_provider(self, *, idp: str, body: Union[UpdateIdentityProviderBody_0, UpdateIdentityProviderBody_1], org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> UpdateIdentityProviderReply:
        """Replace an identity provider’s settings: ``PUT /v1/orgs/{org}/identity-providers/{idp}``."""
        answer: UpdateIdentityProviderReply = await self._call("updateIdentityProvider", {"idp": idp, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def delete_identity_provider(self, *, idp: str, take: Literal["mapped"] | None = None, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Disconnect an identity provider: ``DELETE /v1/orgs/{org}/identity-providers/{idp}``."""
        answer: Written = await self._call("deleteIdentityProvider", {"idp": idp, "take": take, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def test_identity_provider(self, *, idp: str, org: str | None = None, timeout: float | None = None) -> TestIdentityProviderReply:
        """Test the settings of an identity provider: ``POST /v1/orgs/{org}/identity-providers/{idp}/test``."""
        answer: TestIdentityProviderReply = await self._call("testIdentityProvider", {"idp": idp, "org": org, "timeout": timeout})
        return answer

    async def read_identity_provider_metadata(self, *, idp: str, org: str | None = None, timeout: float | None = None) -> MetadataState:
        """Read the metadata of a SAML identity provider again, now: ``POST /v1/orgs/{org}/identity-providers/{idp}/metadata``."""
        answer: MetadataState = await self._call("readIdentityProviderMetadata", {"idp": idp, "org": org, "timeout": timeout})
        return answer

    async def preview_mapping(self, *, idp: str, body: PreviewMappingBody, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> PreviewMappingReply:
        """Preview what a group mapping would do: ``POST /v1/orgs/{org}/identity-providers/{idp}/preview``."""
        answer: PreviewMappingReply = await self._call("previewMapping", {"idp": idp, "limit": limit, "page_token": page_token, "body": body, "org": org, "timeout": timeout})
        return answer

    async def preview_joining(self, *, idp: str, body: PreviewJoiningBody, limit: int | None = None, page_token: str | None = None, org: str | None = None, timeout: float | None = None) -> PreviewJoiningReply:
        """Preview whom a rule for joining would find: ``POST /v1/orgs/{org}/identity-providers/{idp}/join-preview``."""
        answer: PreviewJoiningReply = await self._call("previewJoining", {"idp": idp, "limit": limit, "page_token": page_token, "body": body, "org": org, "timeout": timeout})
        return answer

    async def list_identities(self, *, user: str, org: str | None = None, timeout: float | None = None) -> ListIdentitiesReply:
        """List by what a person is recognised at sign-in: ``GET /v1/orgs/{org}/members/{user}/identities``."""
        answer: ListIdentitiesReply = await self._call("listIdentities", {"user": user, "org": org, "timeout": timeout})
        return answer

    async def link_identity(self, *, user: str, body: LinkIdentityBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> LinkIdentityReply:
        """Recognise a person by an identity: ``POST /v1/orgs/{org}/members/{user}/identities``."""
        answer: LinkIdentityReply = await self._call("linkIdentity", {"user": user, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def unlink_identity(self, *, user: str, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Stop recognising a person by an identity: ``DELETE /v1/orgs/{org}/members/{user}/identities/{id}``."""
        answer: Written = await self._call("unlinkIdentity", {"user": user, "id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_email_domains(self, *, org: str | None = None, timeout: float | None = None) -> ListEmailDomainsReply:
        """List mail domains: ``GET /v1/orgs/{org}/email-domains``."""
        answer: ListEmailDomainsReply = await self._call("listEmailDomains", {"org": org, "timeout": timeout})
        return answer

    async def put_email_domain(self, *, domain: str, body: PutEmailDomainBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> PutEmailDomainReply:
        """Add a mail domain, or change where its people sign in: ``PUT /v1/orgs/{org}/email-domains/{domain}``."""
        answer: PutEmailDomainReply = await self._call("putEmailDomain", {"domain": domain, "body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def delete_email_domain(self, *, domain: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Remove a mail domain: ``DELETE /v1/orgs/{org}/email-domains/{domain}``."""
        answer: Written = await self._call("deleteEmailDomain", {"domain": domain, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def verify_email_domain(self, *, domain: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> VerifyEmailDomainReply:
        """Verify a mail domain by its TXT record: ``POST /v1/orgs/{org}/email-domains/{domain}/verify``."""
        answer: VerifyEmailDomainReply = await self._call("verifyEmailDomain", {"domain": domain, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def list_scim_tokens(self, *, org: str | None = None, timeout: float | None = None) -> ListScimTokensReply:
        """List SCIM tokens: ``GET /v1/orgs/{org}/scim-tokens``."""
        answer: ListScimTokensReply = await self._call("listScimTokens", {"org": org, "timeout": timeout})
        return answer

    async def create_scim_token(self, *, body: CreateScimTokenBody, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> CreateScimTokenReply:
        """Create a SCIM token for an identity provider: ``POST /v1/orgs/{org}/scim-tokens``."""
        answer: CreateScimTokenReply = await self._call("createScimToken", {"body": body, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def revoke_scim_token(self, *, id: str, org: str | None = None, if_match: int | None = None, reason: str | None = None, idempotency_key: str | None = None, timeout: float | None = None) -> Written:
        """Revoke a SCIM token: ``DELETE /v1/orgs/{org}/scim-tokens/{id}``."""
        answer: Written = await self._call("revokeScimToken", {"id": id, "org": org, "if_match": if_match, "reason": reason, "idempotency_key": idempotency_key, "timeout": timeout})
        return answer

    async def whoami(self, *, timeout: float | None = None) -> WhoamiReply:
        """Get who you are: ``GET /v1/whoami``."""
        answer: WhoamiReply = await self._call("whoami", {"timeout": timeout})
        return answer
