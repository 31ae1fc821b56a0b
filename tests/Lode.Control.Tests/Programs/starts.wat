;; A controller whose start function logs, before there is anything to log of.
(module
  (import "lode" "log" (func $log (param i32 i32)))
  (memory (export "memory") 2)
  (func (export "lode_abi") (result i32) (i32.const 1))
  (func (export "lode_region_step") (param i32) (result i32) (i32.const 65536))
  (func (export "lode_step") (result i32) (i32.const 0))
  (func $start (call $log (i32.const 0) (i32.const 4)))
  (start $start))
